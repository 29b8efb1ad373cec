package io.tickrelay.ops;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.tickrelay.downstream.access.ConnectionLimiter;
import io.tickrelay.downstream.admission.PendingConnections;
import io.tickrelay.downstream.admission.AnswerLimiter;
import io.tickrelay.downstream.security.Tickets;
import io.tickrelay.downstream.session.StreamQuota;

/**
 * Shows how near all clients together are to their limits.
 */
final class LimitMeters implements MeterBinder {

	private final StreamQuota streams;

	private final AnswerLimiter requests;

	private final PendingConnections pendingConnections;

	private final ConnectionLimiter connectionLimiter;

	private final Tickets tickets;

	LimitMeters(StreamQuota streams, AnswerLimiter requests, PendingConnections pendingConnections,
			ConnectionLimiter connectionLimiter, Tickets tickets) {
		this.streams = streams;
		this.requests = requests;
		this.pendingConnections = pendingConnections;
		this.connectionLimiter = connectionLimiter;
		this.tickets = tickets;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		gauge(registry, RelayMeter.DOWNSTREAM_INSIDE, this.connectionLimiter, ConnectionLimiter::inside);
		gauge(registry, RelayMeter.DOWNSTREAM_MOST_CLIENTS, this.connectionLimiter, ConnectionLimiter::most);
		gauge(registry, RelayMeter.DOWNSTREAM_ADDRESSES, this.connectionLimiter, ConnectionLimiter::addresses);
		gauge(registry, RelayMeter.DOWNSTREAM_CREDENTIALS, this.connectionLimiter, ConnectionLimiter::credentials);
		gauge(registry, RelayMeter.DOWNSTREAM_TICKETS, this.tickets, Tickets::count);
		gauge(registry, RelayMeter.DOWNSTREAM_STREAMS, this.streams, StreamQuota::taken);
		gauge(registry, RelayMeter.DOWNSTREAM_REQUESTS, this.requests, AnswerLimiter::taken);
		gauge(registry, RelayMeter.DOWNSTREAM_HANDSHAKES, this.pendingConnections, PendingConnections::waiting);
		this.pendingConnections.eachEnded((cause, total) -> FunctionCounter
			.builder(RelayMeter.DOWNSTREAM_HANDSHAKES_ENDED.meterName(), total, (adder) -> adder.sum())
			.description(RelayMeter.DOWNSTREAM_HANDSHAKES_ENDED.description())
			.tag("cause", cause)
			.register(registry));
	}

	private static <T> void gauge(MeterRegistry registry, RelayMeter meter, T source, ToDoubleFunction<T> value) {
		Gauge.builder(meter.meterName(), source, value).description(meter.description()).register(registry);
	}

}
