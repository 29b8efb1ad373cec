package io.tickrelay.hub;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The part of a stream's past that is kept, and the part that can be replayed. */
class ReplayRingTests {

	private static final Topic TRADES = Ticks.crypto("A");

	private static final Topic BOOKS = new Topic(Business.CRYPTO, "A", Channel.DEPTH);

	private static final TickFrame BOOK = new TickFrame(new Tick.Depth(BOOKS, 1, List.of(), List.of()), 1, 1, 1, null);

	private static final long BIRTH = 1000;

	private ReplayPool pool = pool(100, 1 << 20, Duration.ofHours(1), 1 << 20);

	private ReplayRing ring = new ReplayRing(this.pool, BIRTH);

	@Test
	void givesWhatCameAfterATimeAndNothingElse() {
		trades(1, 10);
		assertThat(seqs(this.ring.past(1004, 0, 10))).containsExactly(5L, 6L, 7L, 8L, 9L, 10L);
		assertThat(this.ring.past(1004, 0, 10).seqBefore()).isEqualTo(4);
		assertThat(this.ring.past(1004, 0, 10).whole()).isTrue();
		assertThat(seqs(this.ring.past(1004, 2, 10))).startsWith(3L);
		assertThat(seqs(this.ring.past(1004, 0, 7))).containsExactly(5L, 6L, 7L);
		assertThat(seqs(this.ring.past(1010, 0, 10))).isEmpty();
		assertThat(this.ring.past(1010, 0, 10).seqBefore()).isEqualTo(10);
	}

	@Test
	void isNotWholeForAClientThatLeftBeforeItBegan() {
		trades(1, 3);
		assertThat(this.ring.past(BIRTH, 0, 3).whole()).isFalse();
		assertThat(this.ring.past(BIRTH + 1, 0, 3).whole()).isTrue();
		// No tick can have been lost of a time before the stream.
		assertThat(this.ring.past(BIRTH + 1, 500, 3).whole()).isTrue();
	}

	@Test
	void letsTheOldestGoByCountAndSaysSo() {
		this.pool = pool(4, 1 << 20, Duration.ofHours(1), 1 << 20);
		this.ring = new ReplayRing(this.pool, BIRTH);
		trades(1, 10);
		assertThat(this.pool.events()).isEqualTo(4);
		assertThat(this.ring.past(1006, 0, 10).whole()).isTrue();
		assertThat(seqs(this.ring.past(1006, 0, 10))).containsExactly(7L, 8L, 9L, 10L);
		assertThat(this.ring.past(1005, 0, 10).whole()).isFalse();
		assertThat(this.ring.past(1006, 1, 10).whole()).isFalse();
	}

	@Test
	void letsTheOldestGoByBytesOverOneStreamAndOverAll() {
		int weight = ReplayRing.weight(trade(1));
		this.pool = pool(100, 3L * weight, Duration.ofHours(1), 4L * weight);
		this.ring = new ReplayRing(this.pool, BIRTH);
		trades(1, 10);
		assertThat(this.pool.bytes()).isEqualTo(3L * weight);
		ReplayRing other = new ReplayRing(this.pool, BIRTH);
		for (int seq = 11; seq <= 12; seq++) {
			other.add(trade(seq));
		}
		assertThat(this.pool.bytes()).isEqualTo(4L * weight);
		assertThat(this.ring.past(1007, 0, 10).whole()).isFalse();
		assertThat(this.ring.past(1008, 0, 10).whole()).isTrue();
		assertThat(other.past(1010, 0, 12).whole()).isTrue();
	}

	@Test
	void streamsThatFellSilentDoNotKeepWhatThoseThatTickNeed() {
		int weight = ReplayRing.weight(trade(1));
		this.pool = pool(1000, 1 << 20, Duration.ofMillis(100), 100L * weight);
		List<ReplayRing> silent = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			ReplayRing ended = new ReplayRing(this.pool, BIRTH);
			ended.add(trade(1));
			ended.add(trade(2));
			silent.add(ended);
		}
		ReplayRing born = new ReplayRing(this.pool, BIRTH);
		for (int seq = 1; seq <= 20; seq++) {
			born.add(trade(seq + 10));
		}
		assertThat(seqs(born.past(1010, 0, 30))).hasSize(20);
		assertThat(this.pool.bytes()).isLessThanOrEqualTo(100L * weight);
		silent.forEach(ReplayRing::close);
		born.close();
		assertThat(this.pool.bytes()).isZero();
		assertThat(this.pool.events()).isZero();
	}

	@Test
	void twoBusinessesThatFillThePoolStayWithinIt() throws Exception {
		int weight = ReplayRing.weight(trade(1));
		this.pool = pool(100_000, 1 << 30, Duration.ofHours(1), 200L * weight);
		List<Thread> writers = new ArrayList<>();
		for (int writer = 0; writer < 2; writer++) {
			List<ReplayRing> rings = IntStream.range(0, 20).mapToObj((i) -> new ReplayRing(this.pool, BIRTH)).toList();
			writers.add(Thread.ofVirtual().start(() -> {
				for (int seq = 1; seq <= 20_000; seq++) {
					rings.get(seq % rings.size()).add(trade(seq));
				}
			}));
		}
		for (Thread writer : writers) {
			assertThat(writer.join(Duration.ofSeconds(30))).isTrue();
		}
		assertThat(this.pool.bytes()).isBetween(1L, 200L * weight);
		assertThat(this.pool.bytes()).isEqualTo(this.pool.events() * weight);
	}

	@Test
	void letsTheOldestGoByAgeWhenANewerComes() {
		this.pool = pool(100, 1 << 20, Duration.ofMillis(1), 1 << 20);
		this.ring = new ReplayRing(this.pool, BIRTH);
		trades(1, 2);
		this.ring.add(new TickFrame(Ticks.of(TRADES), 1, 3, 2001, null));
		assertThat(this.ring.past(1001, 0, 3).whole()).isTrue();
		this.ring.add(new TickFrame(Ticks.of(TRADES), 1, 4, 3500, null));
		assertThat(this.ring.past(2000, 0, 4).whole()).isFalse();
		assertThat(this.ring.past(2001, 0, 4).whole()).isTrue();
		assertThat(this.pool.events()).isEqualTo(1);
	}

	@Test
	void keepsOfBooksOnlyWhenTheyCame() {
		for (int seq = 1; seq <= 10; seq++) {
			this.ring.add(new TickFrame(new Tick.Depth(BOOKS, 1, List.of(new Tick.Level("1", "2")), List.of()), 1, seq,
					BIRTH + seq, null));
		}
		assertThat(this.ring.past(1004, 0, 10).ticks()).isEmpty();
		assertThat(this.ring.past(1004, 0, 10).seqBefore()).isEqualTo(4);
		assertThat(this.pool.bytes()).isEqualTo(10L * ReplayRing.weight(BOOK)).isLessThan(10L * 50);
	}

	@Test
	void knowsItsOwnTicksByTheirTimes() {
		this.ring.add(new TickFrame(Ticks.of(TRADES), 1, 1, 1100, null));
		this.ring.add(new TickFrame(Ticks.of(TRADES), 1, 2, 1200, null));
		assertThat(this.ring.knows(1100)).isTrue();
		assertThat(this.ring.knows(1150)).isFalse();
		assertThat(this.ring.knows(1201)).isFalse();
		assertThat(this.ring.knows(5)).isFalse();
	}

	@Test
	void givesEverythingBackWhenItsStreamEndsAndTakesNothingMore() {
		trades(1, 50);
		this.ring.close();
		assertThat(this.pool.bytes()).isZero();
		assertThat(this.pool.events()).isZero();
		this.ring.add(trade(51));
		assertThat(this.pool.events()).isZero();
	}

	@Test
	void staysRightWhileItGrowsAndShrinksAndWraps() {
		this.pool = pool(1000, 1 << 30, Duration.ofMillis(1), 1 << 30);
		this.ring = new ReplayRing(this.pool, BIRTH);
		long seq = 0;
		long micros = BIRTH;
		for (int round = 0; round < 40; round++) {
			// Ticks are dense and sparse by turns, so the age drops many at once.
			int step = (round % 2 == 0) ? 1 : 300;
			for (int i = 0; i < 170; i++) {
				micros += step;
				this.ring.add(new TickFrame(Ticks.of(TRADES), 1, ++seq, micros, null));
				List<Long> kept = seqs(this.ring.past(micros - 2L * step, 0, seq));
				assertThat(kept.getLast()).isEqualTo(seq);
				assertThat(this.ring.knows(micros)).isTrue();
			}
			List<Long> all = seqs(this.ring.past(micros - 1000, 0, seq));
			assertThat(all).isSorted().doesNotHaveDuplicates();
			assertThat(all.getLast() - all.getFirst()).isEqualTo(all.size() - 1);
		}
	}

	private void trades(int from, int to) {
		for (int seq = from; seq <= to; seq++) {
			this.ring.add(trade(seq));
		}
	}

	private static TickFrame trade(int seq) {
		return new TickFrame(Ticks.of(TRADES), 1, seq, BIRTH + seq, null);
	}

	private static List<Long> seqs(ReplayRing.Past past) {
		return past.ticks().stream().map(TickFrame::seq).toList();
	}

	private static ReplayPool pool(int events, long bytes, Duration age, long totalBytes) {
		return new ReplayPool(new ReplayLimits(events, bytes, age, totalBytes, 1000),
				new RelayClock(InstantSource.fixed(Instant.EPOCH)));
	}

}
