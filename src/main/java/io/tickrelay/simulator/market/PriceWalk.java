package io.tickrelay.simulator.market;

import java.util.SplittableRandom;

/**
 * A random walk that is drawn back to a slowly moving anchor. The anchor depends on the
 * clock alone, so that a market which starts anew trades about where it did before.
 * Doubles decide where the price goes; what leaves is a whole number of ticks.
 */
final class PriceWalk {

	private static final double REVERSION = 0.002;

	private static final double SLOW_SWING = 0.02;

	private static final double SLOW_PERIOD_MS = 6 * 3_600_000.0;

	private static final double FAST_SWING = 0.004;

	private static final double FAST_PERIOD_MS = 37 * 60_000.0;

	private final Instrument instrument;

	private final SplittableRandom random;

	private final double phase;

	private double price;

	PriceWalk(Instrument instrument, SplittableRandom random, long startMs) {
		this.instrument = instrument;
		this.random = random;
		this.phase = random.nextDouble();
		this.price = anchor(startMs);
	}

	long ticks() {
		// A market that falls to nothing would have no room for its bids.
		return Math.max(this.instrument.ticks(this.price), 100);
	}

	long next(long timeMs) {
		double pull = REVERSION * (anchor(timeMs) - this.price);
		this.price += pull + this.price * this.instrument.volatility() * bell();
		return ticks();
	}

	// Three dice instead of nextGaussian(), whose digits may differ between Java
	// releases.
	private double bell() {
		return 2 * (this.random.nextDouble() + this.random.nextDouble() + this.random.nextDouble() - 1.5);
	}

	private double anchor(long timeMs) {
		double slow = StrictMath.sin(2 * StrictMath.PI * (timeMs % SLOW_PERIOD_MS / SLOW_PERIOD_MS + this.phase));
		double fast = StrictMath.sin(2 * StrictMath.PI * (timeMs % FAST_PERIOD_MS / FAST_PERIOD_MS - this.phase));
		return this.instrument.level() * (1 + SLOW_SWING * slow + FAST_SWING * fast);
	}

}
