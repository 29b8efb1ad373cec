package io.tickrelay.ops;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tickrelay.hub.lane.LatencyMeter;

/**
 * Histograms of how long ticks were on their way, over all connections. Their buckets are
 * fixed, so that they can be added up over relays.
 */
final class LatencyTimers implements LatencyMeter {

	private final Timer exchangeToRelay;

	private final Timer relayToSocket;

	LatencyTimers(MeterRegistry registry) {
		this.exchangeToRelay = timer(registry, RelayMeter.HUB_EXCHANGE_TO_RELAY, Duration.ofMillis(1),
				Duration.ofMinutes(1));
		this.relayToSocket = timer(registry, RelayMeter.HUB_RELAY_TO_SOCKET, Duration.ofNanos(50_000),
				Duration.ofSeconds(10));
	}

	@Override
	public void onExchangeToRelay(long micros) {
		this.exchangeToRelay.record(micros, TimeUnit.MICROSECONDS);
	}

	@Override
	public void onRelayToSocket(long micros) {
		this.relayToSocket.record(micros, TimeUnit.MICROSECONDS);
	}

	private static Timer timer(MeterRegistry registry, RelayMeter meter, Duration least, Duration most) {
		return Timer.builder(meter.meterName())
			.description(meter.description())
			.publishPercentileHistogram()
			.minimumExpectedValue(least)
			.maximumExpectedValue(most)
			.register(registry);
	}

}
