package io.tickrelay.downstream.ws;

import java.util.Map;

import io.tickrelay.downstream.contract.LastEventIds;
import io.tickrelay.downstream.contract.Transport;
import io.tickrelay.downstream.http.Problems;
import io.tickrelay.downstream.session.DownstreamProperties;
import io.tickrelay.downstream.websocket.WebSockets;
import io.tickrelay.downstream.wire.CommandReader;
import io.tickrelay.downstream.wire.ConnectionMessages;
import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.downstream.wire.WebSocketFormat;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.tick.TopicParser;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;

/**
 * The WebSocket endpoint.
 */
@Configuration(proxyBeanMethods = false)
public class WebSocketConfiguration {

	private static final int BEFORE_STATIC_FILES = -1;

	@Bean
	WebSocketHandler webSocketHandler(TopicParser parser, WebSockets sockets, Problems problems, MessageEncoder encoder,
			ConnectionMessages messages, DownstreamProperties properties, RelayClock clock, LastEventIds lastEvents) {
		WebSocketProtocol protocol = new WebSocketProtocol(parser, new WebSocketFormat(encoder), messages,
				new CommandReader(), properties, clock);
		return new WebSocketHandler(sockets, problems, protocol, lastEvents);
	}

	@Bean
	SimpleUrlHandlerMapping webSocketMapping(WebSocketHandler handler) {
		return new SimpleUrlHandlerMapping(Map.of(Transport.WS.path(), handler), BEFORE_STATIC_FILES);
	}

}
