package io.tickrelay.downstream.sse;

import java.time.Duration;

import io.tickrelay.downstream.contract.DisconnectReason;
import io.tickrelay.downstream.contract.GoAway;
import io.tickrelay.downstream.contract.SubscribeResult;
import io.tickrelay.downstream.contract.Refusal;
import io.tickrelay.downstream.session.ClientSession;
import io.tickrelay.downstream.session.DownstreamProperties;
import io.tickrelay.downstream.wire.ConnectionMessages;
import io.tickrelay.downstream.wire.SseFormat;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.Resumption;
import io.tickrelay.hub.outbox.DeliveryReport;

/**
 * The greeting of an SSE client, about the connection itself.
 */
final class SseGreeting {

	private final ConnectionMessages messages;

	private final SseFormat format;

	private final DownstreamProperties properties;

	private final RelayClock clock;

	private final KeepAlives keepAlives;

	SseGreeting(SseFormat format, ConnectionMessages messages, DownstreamProperties properties, RelayClock clock) {
		this.messages = messages;
		this.format = format;
		this.properties = properties;
		this.clock = clock;
		this.keepAlives = new KeepAlives(properties.keepAlive());
	}

	SseFormat format() {
		return this.format;
	}

	KeepAlives keepAlives() {
		return this.keepAlives;
	}

	Duration statsInterval() {
		return this.properties.statsInterval();
	}

	RelayClock clock() {
		return this.clock;
	}

	byte[] stats(String connection, DeliveryReport report) {
		return this.format.event("stats", this.messages.stats(connection, report));
	}

	/**
	 * Another delay for each client, so that a restart does not bring all back at once.
	 */
	byte[] hello(ClientSession session, boolean pings) {
		byte[] hello = this.messages.hello(session.id(), session.caller().entitlements(), this.properties.keepAlive(),
				pings ? this.keepAlives.ping() : null);
		return this.format.event("hello", hello, Duration.ofMillis(GoAway.someRetryMs()));
	}

	byte[] ping() {
		return this.format.event("ping", this.messages.ping(this.clock.millis()));
	}

	byte[] subscribed(SubscribeResult subscribeResult) {
		return this.format.event("subscribed", this.messages.subscribed(subscribeResult));
	}

	byte[] goaway(DisconnectReason reason) {
		return goaway(GoAway.of(reason));
	}

	byte[] refusal(Refusal refusal) {
		return goaway(GoAway.of(refusal));
	}

	private byte[] goaway(GoAway goAway) {
		return this.format.event("goaway", this.messages.goaway(goAway), Duration.ofMillis(goAway.retryMs()));
	}

	byte[] resumed(Resumption resumption) {
		return this.format.event("resumed", this.messages.resumed(null, resumption));
	}

}
