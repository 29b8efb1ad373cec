package io.tickrelay.hub.lane;

/**
 * Takes how long ticks were on their way, once a batch and not once a delivery: a lane's
 * batch is measured by its oldest tick. For any thread.
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
	 * From the exchange's time to the receipt.
	 * @param micros microseconds by two machines' clocks, never negative
	 */
	void onExchangeToRelay(long micros);

	/**
	 * From the receipt to the clients' sockets.
	 * @param micros microseconds, never negative
	 */
	void onRelayToSocket(long micros);

}
