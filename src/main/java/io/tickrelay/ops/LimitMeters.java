package io.tickrelay.ops;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.tickrelay.downstream.Newcomers;
import io.tickrelay.downstream.StreamRoom;

/**
 * Shows how near all clients together are to their limits.
 */
final class LimitMeters implements MeterBinder {

	private final StreamRoom streams;

	private final Newcomers newcomers;

	LimitMeters(StreamRoom streams, Newcomers newcomers) {
		this.streams = streams;
		this.newcomers = newcomers;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder(RelayMeter.DOWNSTREAM_STREAMS.meterName(), this.streams, StreamRoom::taken)
			.description(RelayMeter.DOWNSTREAM_STREAMS.description())
			.register(registry);
		Gauge.builder(RelayMeter.DOWNSTREAM_HANDSHAKES.meterName(), this.newcomers, Newcomers::waiting)
			.description(RelayMeter.DOWNSTREAM_HANDSHAKES.description())
			.register(registry);
		this.newcomers.eachEnded((cause, total) -> FunctionCounter
			.builder(RelayMeter.DOWNSTREAM_HANDSHAKES_ENDED.meterName(), total, (adder) -> adder.sum())
			.description(RelayMeter.DOWNSTREAM_HANDSHAKES_ENDED.description())
			.tag("cause", cause)
			.register(registry));
	}

}
