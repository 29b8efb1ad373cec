package io.tickrelay.hub;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

import io.tickrelay.tick.Tick.Side;
import io.tickrelay.tick.Tick.Trade;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Trades come out of a log as they went in, to the last digit. */
class TradeLogTests {

	private static final Topic TOPIC = Ticks.crypto("A");

	private final TradeLog log = new TradeLog();

	@Test
	void givesBackItsTradesWhileItGrowsShrinksAndWraps() {
		Random random = new Random(7);
		Deque<Place> kept = new ArrayDeque<>();
		for (int i = 0; i < 20_000; i++) {
			// The first part fills the log, and the second empties it.
			if (i % 4000 < 2500 || kept.isEmpty()) {
				kept.add(append(trade(random)));
			}
			else {
				kept.removeFirst();
				this.log.release(kept.isEmpty() ? this.log.end() : kept.getFirst().position());
			}
			if (i % 97 == 0) {
				kept.forEach((place) -> assertThat(this.log.read(place.position(), TOPIC)).isEqualTo(place.trade()));
			}
		}
	}

	@Test
	void saysBeforehandHowManyBytesATradeTakes() {
		Random random = new Random(8);
		for (int i = 0; i < 1000; i++) {
			Trade trade = trade(random);
			Place place = append(trade);
			assertThat(this.log.end() - place.position()).isEqualTo(TradeLog.size(trade));
		}
	}

	private Place append(Trade trade) {
		Place place = new Place(this.log.end(), trade);
		this.log.append(trade);
		return place;
	}

	private static Trade trade(Random random) {
		Side side = switch (random.nextInt(3)) {
			case 0 -> Side.BUY;
			case 1 -> Side.SELL;
			default -> null;
		};
		return new Trade(TOPIC, random.nextLong(), digits(random), random.nextBoolean() ? digits(random) : null,
				random.nextBoolean() ? digits(random) : null, side, type(random));
	}

	private static @Nullable String type(Random random) {
		return switch (random.nextInt(5)) {
			case 0 -> "";
			case 1 -> "\u00e9";
			case 2 -> "\u82f9\ud83d\ude00";
			case 3 -> "T";
			default -> null;
		};
	}

	private static String digits(Random random) {
		return random.nextInt(1_000_000) + "." + "0".repeat(random.nextInt(30)) + random.nextInt(1000);
	}

	private record Place(long position, Trade trade) {
	}

}
