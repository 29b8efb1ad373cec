package io.tickrelay.hub.lane;

import io.tickrelay.hub.Latency;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.TickFrame;

/**
 * Takes the latency of ticks, once a batch and not once a delivery. A lane's batch is
 * measured by its oldest tick. For any thread.
 */
public interface LatencyMeter {

	/** Measures nothing. */
	LatencyMeter NONE = new LatencyMeter() {

		@Override
		public void onExchangeToRelay(long micros) {
			// As the name says.
		}

		@Override
		public void onRelayToSocket(long micros) {
			// As the name says.
		}
	};

	/**
	 * Takes the time from the exchange's own time to the receipt.
	 * @param micros microseconds by two machines' clocks, never negative
	 */
	void onExchangeToRelay(long micros);

	/**
	 * Takes the time from the receipt to the clients' sockets.
	 * @param micros microseconds, never negative
	 */
	void onRelayToSocket(long micros);

	/**
	 * A batch has been written to its clients' sockets.
	 * @param first its oldest tick
	 * @param clock the one that receive times come from
	 */
	default void onSent(TickFrame first, RelayClock clock) {
		Long exchangeMicros = first.exchangeMicros();
		if (exchangeMicros != null) {
			long tookMicros = Latency.between(exchangeMicros, clock.wallMicros(first.receivedMicros()));
			if (tookMicros != Latency.NONE) {
				onExchangeToRelay(tookMicros);
			}
		}
		onRelayToSocket(clock.ageMicros(first.receivedMicros()));
	}

}
