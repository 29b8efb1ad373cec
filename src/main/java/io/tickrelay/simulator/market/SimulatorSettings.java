package io.tickrelay.simulator.market;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The behaviour of a simulator. Immutable; its text never holds the key.
 *
 * @param seed of all markets; the same seed and the same clock give the same digits
 * @param ticksPerSecond trades a second of each watched symbol, 0 (silent) to 10,000
 * @param port to listen on at 127.0.0.1; 0 takes a free one
 * @param apiKey the only key that is let in; null lets in any that is not empty
 * @param limits what a connection may do
 */
public record SimulatorSettings(long seed, double ticksPerSecond, int port, @Nullable String apiKey, Limits limits) {

	public SimulatorSettings {
		if (!(ticksPerSecond >= 0 && ticksPerSecond <= 10_000)) {
			throw new IllegalArgumentException("ticksPerSecond is 0 to 10000, not " + ticksPerSecond);
		}
		if (port < 0 || port > 65_535) {
			throw new IllegalArgumentException("port is 0 to 65535, not " + port);
		}
	}

	/**
	 * A lively simulator on a free port that lets any key in and has the vendor's limits.
	 * @return the settings: seed 1, 20 trades a second
	 */
	public static SimulatorSettings defaults() {
		return new SimulatorSettings(1, 20, 0, null, Limits.defaults());
	}

	/**
	 * The same with another seed.
	 * @param newSeed the seed
	 * @return a copy
	 */
	public SimulatorSettings withSeed(long newSeed) {
		return new SimulatorSettings(newSeed, this.ticksPerSecond, this.port, this.apiKey, this.limits);
	}

	/**
	 * The same at another pace.
	 * @param rate trades a second and symbol
	 * @return a copy
	 */
	public SimulatorSettings withTicksPerSecond(double rate) {
		return new SimulatorSettings(this.seed, rate, this.port, this.apiKey, this.limits);
	}

	/**
	 * The same on another port.
	 * @param newPort the port, 0 for a free one
	 * @return a copy
	 */
	public SimulatorSettings withPort(int newPort) {
		return new SimulatorSettings(this.seed, this.ticksPerSecond, newPort, this.apiKey, this.limits);
	}

	/**
	 * The same with another key.
	 * @param key the only key to let in, null for any
	 * @return a copy
	 */
	public SimulatorSettings withApiKey(@Nullable String key) {
		return new SimulatorSettings(this.seed, this.ticksPerSecond, this.port, key, this.limits);
	}

	/**
	 * The same with other limits.
	 * @param newLimits the limits
	 * @return a copy
	 */
	public SimulatorSettings withLimits(Limits newLimits) {
		return new SimulatorSettings(this.seed, this.ticksPerSecond, this.port, this.apiKey, newLimits);
	}

	@Override
	public String toString() {
		return "SimulatorSettings[seed=" + this.seed + ", ticksPerSecond=" + this.ticksPerSecond + ", port=" + this.port
				+ ", apiKey=" + ((this.apiKey != null) ? "***" : "any") + ", limits=" + this.limits + "]";
	}

	/**
	 * What a connection may do.
	 *
	 * @param framesPerMinute client text frames in any 60 seconds; one more gets 501 and
	 * a close
	 * @param symbolsPerConnection different symbols, over all kinds of data; one more
	 * gets 505
	 * @param connectionsPerKeyAndBusiness open at a time; one more gets HTTP 427
	 * @param heartbeatTimeout without a heartbeat for longer gets 513 and a close
	 * @param greetingDelay between the handshake and the first frame
	 */
	public record Limits(int framesPerMinute, int symbolsPerConnection, int connectionsPerKeyAndBusiness,
			Duration heartbeatTimeout, Duration greetingDelay) {

		/**
		 * The vendor's.
		 * @return 60 frames, 600 symbols, 1 connection, 60 s, no delay
		 */
		public static Limits defaults() {
			return new Limits(60, 600, 1, Duration.ofSeconds(60), Duration.ZERO);
		}

		/**
		 * The same with another frame limit.
		 * @param frames frames in any 60 seconds
		 * @return a copy
		 */
		public Limits withFramesPerMinute(int frames) {
			return new Limits(frames, this.symbolsPerConnection, this.connectionsPerKeyAndBusiness,
					this.heartbeatTimeout, this.greetingDelay);
		}

		/**
		 * The same with another symbol limit.
		 * @param symbols different symbols of a connection
		 * @return a copy
		 */
		public Limits withSymbolsPerConnection(int symbols) {
			return new Limits(this.framesPerMinute, symbols, this.connectionsPerKeyAndBusiness, this.heartbeatTimeout,
					this.greetingDelay);
		}

		/**
		 * The same with another connection limit.
		 * @param connections open at a time for one key and business
		 * @return a copy
		 */
		public Limits withConnectionsPerKeyAndBusiness(int connections) {
			return new Limits(this.framesPerMinute, this.symbolsPerConnection, connections, this.heartbeatTimeout,
					this.greetingDelay);
		}

		/**
		 * The same with another heartbeat timeout.
		 * @param timeout the longest silence
		 * @return a copy
		 */
		public Limits withHeartbeatTimeout(Duration timeout) {
			return new Limits(this.framesPerMinute, this.symbolsPerConnection, this.connectionsPerKeyAndBusiness,
					timeout, this.greetingDelay);
		}

		/**
		 * The same with another greeting delay.
		 * @param delay between the handshake and the first frame
		 * @return a copy
		 */
		public Limits withGreetingDelay(Duration delay) {
			return new Limits(this.framesPerMinute, this.symbolsPerConnection, this.connectionsPerKeyAndBusiness,
					this.heartbeatTimeout, delay);
		}

	}

}
