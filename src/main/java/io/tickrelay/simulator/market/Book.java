package io.tickrelay.simulator.market;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Tick.Level;
import io.tickrelay.tick.Tick.Side;
import io.tickrelay.tick.Topic;

/**
 * Draws five levels a side around a trade. A buyer traded at the best ask, a seller at
 * the best bid. So best bid &lt;= price &lt;= best ask, and the sides never cross.
 */
final class Book {

	private static final int LEVELS = 5;

	private static final int WIDEST_SPREAD = 3;

	private static final int WIDEST_STEP = 4;

	private Book() {
	}

	/**
	 * Draws a book.
	 * @param topic a depth topic
	 * @param timeMs epoch milliseconds
	 * @param instrument how its numbers look
	 * @param price of the last trade, in ticks
	 * @param aggressor of the last trade
	 * @param seed the same gives the same book
	 * @return the book
	 */
	static Tick.Depth around(Topic topic, long timeMs, Instrument instrument, long price, Side aggressor, long seed) {
		SplittableRandom random = new SplittableRandom(seed);
		int spread = 1 + random.nextInt(WIDEST_SPREAD);
		long ask = (aggressor == Side.BUY) ? price : price + spread;
		return new Tick.Depth(topic, timeMs, levels(instrument, random, ask - spread, -1),
				levels(instrument, random, ask, 1));
	}

	private static List<Level> levels(Instrument instrument, SplittableRandom random, long best, int direction) {
		List<Level> levels = new ArrayList<>(LEVELS);
		long price = best;
		for (int i = 0; i < LEVELS; i++) {
			long size = 1 + random.nextLong(4 * instrument.typicalVolume());
			levels.add(new Level(instrument.depthPrice(price), instrument.depthVolume(size)));
			price += direction * (1L + random.nextInt(WIDEST_STEP));
		}
		return levels;
	}

}
