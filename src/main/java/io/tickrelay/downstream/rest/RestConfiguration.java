package io.tickrelay.downstream.rest;

import java.util.Map;

import io.tickrelay.catalog.Catalog;
import io.tickrelay.demand.Demand;
import io.tickrelay.demand.TopicStories;
import io.tickrelay.downstream.http.Problems;
import io.tickrelay.downstream.session.Clients;
import io.tickrelay.downstream.session.DownstreamProperties;
import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.downstream.rest.wire.ReportEncoder;
import io.tickrelay.hub.TickHub;
import io.tickrelay.tick.TopicParser;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;

/**
 * The REST endpoints.
 */
@Configuration(proxyBeanMethods = false)
public class RestConfiguration {

	private static final int BEFORE_STATIC_FILES = -1;

	@Bean
	ReportEncoder reportEncoder(MessageEncoder messages) {
		return new ReportEncoder(messages);
	}

	@Bean
	SnapshotQuestion snapshotQuestion(TopicParser parser, TickHub hub, Clients clients, ReportEncoder reports,
			DownstreamProperties properties) {
		return new SnapshotQuestion(parser, hub, clients, reports, properties.maxStreams());
	}

	@Bean
	StreamsQuestion streamsQuestion(TopicParser parser, TickHub hub, Demand demand, ReportEncoder reports) {
		return new StreamsQuestion(parser, hub, demand, reports);
	}

	@Bean
	ExplainQuestion explainQuestion(TopicParser parser, TickHub hub, Demand demand, TopicStories stories,
			ReportEncoder reports) {
		return new ExplainQuestion(parser, hub, demand, stories, reports);
	}

	@Bean
	SymbolsQuestion symbolsQuestion(Catalog catalog, ReportEncoder reports) {
		return new SymbolsQuestion(catalog, reports);
	}

	@Bean
	Files files(Problems problems) {
		return new Files(new ClassPathResource("static/"), problems);
	}

	/** Ahead of Boot's, which knows no HEAD. */
	@Bean
	SimpleUrlHandlerMapping pageMapping(Files files) {
		return new SimpleUrlHandlerMapping(Map.of("/", files), BEFORE_STATIC_FILES);
	}

	@Bean
	SimpleUrlHandlerMapping fileMapping(Files files) {
		return new SimpleUrlHandlerMapping(Map.of("/**", files), Ordered.LOWEST_PRECEDENCE);
	}

	/**
	 * The paths of streams have mappings of their own, because a stream outlives its
	 * exchange.
	 */
	@Bean
	RouterFunction<ServerResponse> questionRoutes(SnapshotQuestion snapshot, StreamsQuestion streams,
			ExplainQuestion explain, SymbolsQuestion symbols, Problems problems) {
		return RouterFunctions.route()
			.route(path("/v1/snapshot"), new QuestionHandler(snapshot, problems))
			.route(path("/v1/streams"), new QuestionHandler(streams, problems))
			.route(path("/v1/explain"), new QuestionHandler(explain, problems))
			.route(path("/v1/symbols"), new QuestionHandler(symbols, problems))
			.build();
	}

}
