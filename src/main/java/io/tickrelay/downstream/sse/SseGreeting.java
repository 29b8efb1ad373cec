package io.tickrelay.downstream.sse;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import io.tickrelay.downstream.DisconnectReason;
import io.tickrelay.downstream.DownstreamProperties;
import io.tickrelay.downstream.ErrorCode;
import io.tickrelay.downstream.Outcome;
import io.tickrelay.downstream.RelayFacts;
import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.downstream.wire.SseFormat;
import io.tickrelay.hub.DeliveryReport;
import io.tickrelay.hub.RelayClock;
import io.tickrelay.hub.Resumption;

/**
 * What an SSE client is told of the connection itself.
 */
final class SseGreeting {

	private static final int LEAST_RETRY_MS = 2000;

	private static final int MOST_RETRY_MS = 8000;

	private static final int LATER = 10;

	private final MessageEncoder messages;

	private final SseFormat format;

	private final DownstreamProperties properties;

	private final RelayFacts facts;

	private final RelayClock clock;

	SseGreeting(MessageEncoder messages, DownstreamProperties properties, RelayFacts facts, RelayClock clock) {
		this.messages = messages;
		this.format = new SseFormat(messages);
		this.properties = properties;
		this.facts = facts;
		this.clock = clock;
	}

	SseFormat format() {
		return this.format;
	}

	Duration keepAlive() {
		return this.properties.keepAlive();
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
	byte[] retry() {
		return this.format.retry(Duration.ofMillis(retryMs()));
	}

	byte[] hello(String connection) {
		return this.format.event("hello", this.messages.hello(new MessageEncoder.Hello(connection,
				keepAlive().toMillis(), this.facts.simulated(), this.properties.maxStreams())));
	}

	byte[] subscribed(Outcome outcome) {
		return this.format.event("subscribed", this.messages.subscribed(outcome));
	}

	/**
	 * Why the stream ends, and when to come back: soon after the client's own fault,
	 * later where others must go first.
	 */
	byte[] goaway(DisconnectReason reason) {
		boolean full = reason == DisconnectReason.QUOTA;
		ErrorCode code = full ? ErrorCode.QUOTA : ErrorCode.SLOW_CONSUMER;
		String message = full ? "The upstream's plan has no symbol left; this browser comes back by itself"
				: "The stream was read too slowly; ask for fewer streams, or for mode=conflate with a rate";
		return this.format.goodbye(Duration.ofMillis(retryMs()).multipliedBy(full ? LATER : 1),
				this.messages.goaway(code, message));
	}

	byte[] resumed(Resumption resumption) {
		return this.format.event("resumed", this.messages.resumed(null, resumption));
	}

	private static int retryMs() {
		return ThreadLocalRandom.current().nextInt(LEAST_RETRY_MS, MOST_RETRY_MS + 1);
	}

}
