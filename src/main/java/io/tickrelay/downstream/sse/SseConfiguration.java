package io.tickrelay.downstream.sse;

import java.util.Map;

import io.tickrelay.downstream.access.ConnectionLimiter;
import io.tickrelay.downstream.contract.LastEventIds;
import io.tickrelay.downstream.contract.Transport;
import io.tickrelay.downstream.http.Problems;
import io.tickrelay.downstream.session.Clients;
import io.tickrelay.downstream.session.DownstreamProperties;
import io.tickrelay.downstream.wire.ConnectionMessages;
import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.downstream.wire.SseFormat;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.tick.TopicParser;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;

/**
 * The SSE endpoint.
 */
@Configuration(proxyBeanMethods = false)
public class SseConfiguration {

	private static final int BEFORE_STATIC_FILES = -1;

	@Bean
	SseHandler sseHandler(TopicParser parser, Clients clients, Problems problems, MessageEncoder encoder,
			ConnectionMessages messages, DownstreamProperties properties, ConnectionLimiter connectionLimiter,
			RelayClock clock, LastEventIds lastEvents) {
		SseGreeting greeting = new SseGreeting(new SseFormat(encoder), messages, properties, clock);
		return new SseHandler(parser, clients, problems, connectionLimiter, greeting, lastEvents);
	}

	@Bean
	SimpleUrlHandlerMapping sseMapping(SseHandler handler) {
		return new SimpleUrlHandlerMapping(Map.of(Transport.SSE.path(), handler), BEFORE_STATIC_FILES);
	}

}
