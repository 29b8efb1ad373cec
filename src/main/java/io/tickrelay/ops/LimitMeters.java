package io.tickrelay.ops;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.tickrelay.downstream.access.Doorman;
import io.tickrelay.downstream.admission.Newcomers;
import io.tickrelay.downstream.admission.RequestRoom;
import io.tickrelay.downstream.security.Tickets;
import io.tickrelay.downstream.session.StreamRoom;

/**
 * Shows how near all clients together are to their limits.
 */
final class LimitMeters implements MeterBinder {

	private final StreamRoom streams;

	private final RequestRoom requests;

	private final Newcomers newcomers;

	private final Doorman doorman;

	private final Tickets tickets;

	LimitMeters(StreamRoom streams, RequestRoom requests, Newcomers newcomers, Doorman doorman, Tickets tickets) {
		this.streams = streams;
		this.requests = requests;
		this.newcomers = newcomers;
		this.doorman = doorman;
		this.tickets = tickets;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		gauge(registry, RelayMeter.DOWNSTREAM_INSIDE, this.doorman, Doorman::inside);
		gauge(registry, RelayMeter.DOWNSTREAM_MOST_CLIENTS, this.doorman, Doorman::most);
		gauge(registry, RelayMeter.DOWNSTREAM_ADDRESSES, this.doorman, Doorman::addresses);
		gauge(registry, RelayMeter.DOWNSTREAM_CREDENTIALS, this.doorman, Doorman::credentials);
		gauge(registry, RelayMeter.DOWNSTREAM_TICKETS, this.tickets, Tickets::count);
		gauge(registry, RelayMeter.DOWNSTREAM_STREAMS, this.streams, StreamRoom::taken);
		gauge(registry, RelayMeter.DOWNSTREAM_REQUESTS, this.requests, RequestRoom::taken);
		gauge(registry, RelayMeter.DOWNSTREAM_HANDSHAKES, this.newcomers, Newcomers::waiting);
		this.newcomers.eachEnded((cause, total) -> FunctionCounter
			.builder(RelayMeter.DOWNSTREAM_HANDSHAKES_ENDED.meterName(), total, (adder) -> adder.sum())
			.description(RelayMeter.DOWNSTREAM_HANDSHAKES_ENDED.description())
			.tag("cause", cause)
			.register(registry));
	}

	private static <T> void gauge(MeterRegistry registry, RelayMeter meter, T source, ToDoubleFunction<T> value) {
		Gauge.builder(meter.meterName(), source, value).description(meter.description()).register(registry);
	}

}
