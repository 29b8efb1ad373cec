package io.tickrelay.hub;

import java.time.Instant;
import java.time.InstantSource;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;

/**
 * Ticks for tests, with prices that do not matter, and a clock that moves by hand.
 */
public final class Ticks {

	private Ticks() {
	}

	public static Topic crypto(String symbol) {
		return new Topic(Business.CRYPTO, symbol, Channel.TRADE);
	}

	public static Topic stock(String symbol) {
		return new Topic(Business.STOCK, symbol, Channel.TRADE);
	}

	public static Tick of(Topic topic) {
		return new Tick.Trade(topic, 1, "1", null, null, null, null);
	}

	/** A machine's clock that stands where it was put. */
	public static final class HandClock implements InstantSource {

		private volatile long ms = 1_786_775_227_000L;

		@Override
		public Instant instant() {
			return Instant.ofEpochMilli(this.ms);
		}

		@Override
		public long millis() {
			return this.ms;
		}

		void set(long millis) {
			this.ms = millis;
		}

		public void advance(long millis) {
			set(this.ms + millis);
		}

	}

}
