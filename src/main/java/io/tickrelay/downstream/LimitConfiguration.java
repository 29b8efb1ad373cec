package io.tickrelay.downstream;

import java.util.List;

import io.tickrelay.downstream.access.AccessProperties;
import io.tickrelay.downstream.access.Descriptors;
import io.tickrelay.downstream.access.Doorman;
import io.tickrelay.downstream.access.ForwardedClients;
import io.tickrelay.downstream.access.HostFilter;
import io.tickrelay.downstream.access.OriginFilter;
import io.tickrelay.downstream.admission.LimitProperties;
import io.tickrelay.downstream.admission.Newcomers;
import io.tickrelay.downstream.admission.RequestRoom;
import io.tickrelay.downstream.admission.RequestRoomFilter;
import io.tickrelay.downstream.admission.StreamCredentials;
import io.tickrelay.downstream.admission.StreamEntrance;
import io.tickrelay.downstream.admission.StreamRoute;
import io.tickrelay.downstream.admission.UnreadableRequests;
import io.tickrelay.downstream.contract.DownstreamCounters;
import io.tickrelay.downstream.contract.Sizes;
import io.tickrelay.downstream.http.LoopClocks;
import io.tickrelay.downstream.http.Problems;
import io.tickrelay.downstream.session.DownstreamProperties;
import io.tickrelay.downstream.session.StreamRoom;
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
 * What holds connections within their limits before they are clients, and all streams
 * within theirs.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LimitProperties.class)
public class LimitConfiguration {

	@Bean
	StreamRoom streamRoom(LimitProperties limits) {
		return new StreamRoom(limits.maxStreamsTotal());
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
	RequestRoom requestRoom(LimitProperties limits) {
		return new RequestRoom(limits.maxRequests());
	}

	/** Behind the filters that know pages of other sites, who get no other answer. */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE + 2)
	RequestRoomFilter requestRoomFilter(RequestRoom room, Newcomers newcomers, Problems problems) {
		ServerWebExchangeMatcher probes = new OrServerWebExchangeMatcher(EndpointRequest.to("health"),
				EndpointRequest.toAdditionalPaths(WebServerNamespace.SERVER, "health"));
		return new RequestRoomFilter(room, newcomers, probes, problems);
	}

	@Bean
	UnreadableRequests unreadableRequests(MessageEncoder encoder, DownstreamCounters counters, Sizes sizes) {
		return new UnreadableRequests(new ProblemWriter(encoder), counters, sizes);
	}

	@Bean
	StreamEntrance streamEntrance(List<StreamRoute> routes, HostFilter hosts, OriginFilter origins,
			ForwardedClients addresses, StreamCredentials credentials, Doorman doorman, WebFluxProperties server) {
		// Below another path the filters alone know where it ends.
		List<StreamRoute> here = (server.getBasePath() == null) ? routes : List.of();
		return new StreamEntrance(here, hosts, origins, addresses, credentials, doorman);
	}

	@Bean
	Newcomers newcomers(LimitProperties limits, UnreadableRequests unreadable, StreamEntrance entrance,
			ForwardedClients addresses, LoopClocks clocks, Descriptors descriptors) {
		return new Newcomers(limits, unreadable, entrance, addresses, clocks, descriptors);
	}

	@Bean
	WebServerFactoryCustomizer<NettyReactiveWebServerFactory> newcomersDoor(Newcomers newcomers) {
		return (factory) -> factory.addServerCustomizers(newcomers);
	}

}
