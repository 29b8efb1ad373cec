package io.tickrelay.downstream;

import io.tickrelay.demand.Demand;
import io.tickrelay.downstream.access.AccessProperties;
import io.tickrelay.downstream.access.Descriptors;
import io.tickrelay.downstream.access.ConnectionLimiter;
import io.tickrelay.downstream.access.ForwardedClients;
import io.tickrelay.downstream.access.OriginFilter;
import io.tickrelay.downstream.admission.LimitProperties;
import io.tickrelay.downstream.contract.Credentials;
import io.tickrelay.downstream.contract.DownstreamCounters;
import io.tickrelay.downstream.contract.LastEventIds;
import io.tickrelay.downstream.contract.RelayMode;
import io.tickrelay.downstream.contract.Sizes;
import io.tickrelay.downstream.http.BrokenConnections;
import io.tickrelay.downstream.http.LoopClocks;
import io.tickrelay.downstream.http.Problems;
import io.tickrelay.downstream.http.UnansweredRequests;
import io.tickrelay.downstream.http.UrlFilter;
import io.tickrelay.downstream.session.ClientSockets;
import io.tickrelay.downstream.session.Clients;
import io.tickrelay.downstream.session.DownstreamProperties;
import io.tickrelay.downstream.session.StreamQuota;
import io.tickrelay.downstream.websocket.WebSockets;
import io.tickrelay.downstream.wire.ConnectionMessages;
import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.downstream.wire.ProblemWriter;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.TickHub;
import io.tickrelay.hub.lane.Lanes;
import io.tickrelay.hub.lane.LatencyMeter;
import io.tickrelay.hub.outbox.OutboxPool;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * The beans that the transports share.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ DownstreamProperties.class, AccessProperties.class })
public class DownstreamConfiguration {

	@Bean
	Lanes lanes(TickHub hub, DownstreamProperties properties, LatencyMeter latency) {
		return new Lanes(hub, properties.laneFrames(), latency);
	}

	@Bean
	LoopClocks loopClocks() {
		return new LoopClocks();
	}

	@Bean
	DownstreamCounters downstreamCounters() {
		return new DownstreamCounters();
	}

	@Bean
	OutboxPool outboxPool(TickHub hub, DownstreamProperties properties) {
		return new OutboxPool(properties.totalQueueBytes().toBytes(), hub.counters());
	}

	@Bean
	Clients clients(Demand demand, Lanes lanes, OutboxPool pool, DownstreamProperties properties, StreamQuota room,
			LimitProperties limits, DownstreamCounters counters, Credentials credentials, LoopClocks clocks) {
		return new Clients(demand, lanes, pool, properties, room, limits.maxConnectionAge(), counters, credentials,
				clocks);
	}

	@Bean
	ForwardedClients forwardedClients(AccessProperties access) {
		return new ForwardedClients(access.trustedProxies());
	}

	@Bean
	WebServerFactoryCustomizer<NettyReactiveWebServerFactory> clientSockets(DownstreamProperties properties,
			ForwardedClients forwarded, DownstreamCounters counters) {
		return (factory) -> factory.addServerCustomizers(new ClientSockets(properties.writeTimeout()), forwarded,
				new BrokenConnections(counters));
	}

	@Bean
	MessageEncoder messageEncoder() {
		return new MessageEncoder();
	}

	@Bean
	ConnectionMessages connectionMessages(MessageEncoder encoder, RelayMode facts, ConnectionMessages.Limits limits) {
		return new ConnectionMessages(encoder, facts, limits);
	}

	@Bean
	LastEventIds lastEventIds(RelayClock clock) {
		return new LastEventIds(clock::gave);
	}

	@Bean
	Problems problems(MessageEncoder messages, DownstreamCounters counters) {
		return new Problems(new ProblemWriter(messages), counters);
	}

	@Bean
	ConnectionLimiter connectionLimiter(AccessProperties access, Descriptors descriptors) {
		return new ConnectionLimiter(access, descriptors, System::nanoTime);
	}

	@Bean
	ConnectionMessages.Limits clientLimits(DownstreamProperties properties, AccessProperties access,
			LimitProperties limits, Sizes sizes) {
		return new ConnectionMessages.Limits(properties.maxStreams(), limits.maxStreamsTotal(), access.maxConnections(),
				access.maxConnectionsPerAddress(), access.maxConnectionsPerCredential(), access.connectsPerSecond(),
				sizes, limits.handshakeTimeout(), limits.maxConnectionAge());
	}

	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE + 1)
	OriginFilter originFilter(AccessProperties access, Problems problems) {
		return new OriginFilter(access.allowedOrigins(), problems);
	}

	/** Behind the filter that lets pages of other sites read the refusal. */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE + 2)
	UrlFilter urlFilter(Problems problems) {
		return new UrlFilter(problems);
	}

	/** Ahead of Boot's, which is at -1. */
	@Bean
	@Order(-2)
	UnansweredRequests unansweredRequests(Problems problems) {
		return new UnansweredRequests(problems);
	}

	@Bean
	WebSockets webSockets(Clients clients, Problems problems, ConnectionLimiter connectionLimiter,
			DownstreamProperties properties) {
		return new WebSockets(clients, problems, connectionLimiter, properties);
	}

}
