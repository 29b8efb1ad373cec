package io.tickrelay.downstream.compat;

import java.util.Map;

import io.tickrelay.downstream.compat.wire.CompatAnswers;
import io.tickrelay.downstream.compat.wire.CompatFormat;
import io.tickrelay.downstream.compat.wire.CompatReader;
import io.tickrelay.downstream.contract.CompatDoor;
import io.tickrelay.downstream.http.Problems;
import io.tickrelay.downstream.session.DownstreamProperties;
import io.tickrelay.downstream.websocket.WebSockets;
import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.tick.TopicParser;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;

/**
 * The endpoint for programs that were written for the vendor.
 */
@Configuration(proxyBeanMethods = false)
public class CompatConfiguration {

	private static final int BEFORE_STATIC_FILES = -1;

	@Bean
	HttpHandlerDecoratorFactory keyOutOfUrl() {
		return new KeyOutOfUrl();
	}

	@Bean
	CompatHandler compatHandler(TopicParser parser, WebSockets sockets, Problems problems, MessageEncoder messages,
			DownstreamProperties properties) {
		CompatProtocol protocol = new CompatProtocol(new CompatReader(), new CompatAnswers(messages),
				new CompatFormat(messages), properties);
		return new CompatHandler(parser, sockets, problems, protocol);
	}

	@Bean
	SimpleUrlHandlerMapping compatMapping(CompatHandler handler) {
		return new SimpleUrlHandlerMapping(Map.of(CompatDoor.PATH, handler), BEFORE_STATIC_FILES);
	}

}
