package io.tickrelay.downstream;

import java.util.List;

import io.tickrelay.downstream.access.AccessProperties;
import io.tickrelay.downstream.access.Descriptors;
import io.tickrelay.downstream.access.ConnectionLimiter;
import io.tickrelay.downstream.access.ForwardedClients;
import io.tickrelay.downstream.access.HostFilter;
import io.tickrelay.downstream.access.OriginFilter;
import io.tickrelay.downstream.admission.LimitProperties;
import io.tickrelay.downstream.admission.PendingConnections;
import io.tickrelay.downstream.admission.AnswerLimiter;
import io.tickrelay.downstream.admission.AnswerLimiterFilter;
import io.tickrelay.downstream.admission.StreamCredentials;
import io.tickrelay.downstream.admission.StreamEntrance;
import io.tickrelay.downstream.admission.StreamRoute;
import io.tickrelay.downstream.admission.DecodeFailureResponses;
import io.tickrelay.downstream.contract.DownstreamCounters;
import io.tickrelay.downstream.contract.Sizes;
import io.tickrelay.downstream.http.LoopClocks;
import io.tickrelay.downstream.http.Problems;
import io.tickrelay.downstream.session.DownstreamProperties;
import io.tickrelay.downstream.session.StreamQuota;
import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.downstream.wire.ProblemWriter;

import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.autoconfigure.NettyServerProperties;
import org.springframework.boot.security.autoconfigure.actuate.web.reactive.EndpointRequest;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.webflux.autoconfigure.WebFluxProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.web.server.util.matcher.OrServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.util.unit.DataSize;

/**
 * The beans that hold connections within their limits before they are clients, and all
 * streams within theirs.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LimitProperties.class)
public class LimitConfiguration {

	@Bean
	StreamQuota streamQuota(LimitProperties limits) {
		return new StreamQuota(limits.maxStreamsTotal());
	}

	@Bean
	Sizes sizes(ServerProperties server, NettyServerProperties netty, DownstreamProperties downstream) {
		DataSize line = netty.getMaxInitialLineLength();
		return new Sizes(line.toBytes(), server.getMaxHttpRequestHeaderSize().toBytes(),
				downstream.maxMessageSize().toBytes());
	}

	@Bean
	Descriptors descriptors(AccessProperties access, LimitProperties limits) {
		return Descriptors.ofProcess(access.maxConnections(), limits.maxHandshakes());
	}

	@Bean
	AnswerLimiter answerLimiter(LimitProperties limits) {
		return new AnswerLimiter(limits.maxRequests());
	}

	/** Behind the filters that know pages of other sites, who get no other answer. */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE + 2)
	AnswerLimiterFilter answerLimiterFilter(AnswerLimiter room, PendingConnections pendingConnections,
			Problems problems) {
		ServerWebExchangeMatcher probes = new OrServerWebExchangeMatcher(EndpointRequest.to("health"),
				EndpointRequest.toAdditionalPaths(WebServerNamespace.SERVER, "health"));
		return new AnswerLimiterFilter(room, pendingConnections, probes, problems);
	}

	@Bean
	DecodeFailureResponses decodeFailureResponses(MessageEncoder encoder, DownstreamCounters counters, Sizes sizes) {
		return new DecodeFailureResponses(new ProblemWriter(encoder), counters, sizes);
	}

	@Bean
	StreamEntrance streamEntrance(List<StreamRoute> routes, HostFilter hosts, OriginFilter origins,
			ForwardedClients addresses, StreamCredentials credentials, ConnectionLimiter connectionLimiter,
			WebFluxProperties server) {
		// Below another path the filters alone know where it ends.
		List<StreamRoute> here = (server.getBasePath() == null) ? routes : List.of();
		return new StreamEntrance(here, hosts, origins, addresses, credentials, connectionLimiter);
	}

	@Bean
	PendingConnections pendingConnections(LimitProperties limits, DecodeFailureResponses unreadable,
			StreamEntrance entrance, ForwardedClients addresses, LoopClocks clocks, Descriptors descriptors) {
		return new PendingConnections(limits, unreadable, entrance, addresses, clocks, descriptors);
	}

	@Bean
	WebServerFactoryCustomizer<NettyReactiveWebServerFactory> newcomersDoor(PendingConnections pendingConnections) {
		return (factory) -> factory.addServerCustomizers(pendingConnections);
	}

}
