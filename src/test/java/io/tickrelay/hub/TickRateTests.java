package io.tickrelay.hub;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TickRateTests {

	private static final long START = 1_786_775_227_000L;

	private static final Topic A = Ticks.crypto("A");

	private final TickRate tickRate = new TickRate(START);

	@Test
	void nothingTicksAtNoRate() {
		assertThat(this.tickRate.perSecond(START)).isZero();
		assertThat(this.tickRate.firstTickMs()).isNull();
		assertThat(this.tickRate.bornMs()).isEqualTo(START);
	}

	@Test
	void theFirstTickStaysTheFirst() {
		tick(START + 250);
		tick(START + 60_000);
		assertThat(this.tickRate.firstTickMs()).isEqualTo(START + 250);
	}

	@Test
	void aNewStreamIsAsFastAsItsFirstSecond() {
		ticks(START, 7);
		assertThat(this.tickRate.perSecond(START + 900)).isEqualTo(7);
		assertThat(this.tickRate.perSecond(START + 1000)).isEqualTo(7);
		assertThat(this.tickRate.perSecond(START + 2000)).isEqualTo(3.5);
	}

	@Test
	void theRateIsThatOfTheLastTenWholeSeconds() {
		for (int second = 0; second < 90; second++) {
			ticks(START + 1000L * second, 20);
		}
		assertThat(this.tickRate.perSecond(START + 90_000)).isEqualTo(20);
		for (int second = 90; second < 95; second++) {
			ticks(START + 1000L * second, 5);
		}
		assertThat(this.tickRate.perSecond(START + 95_500)).isEqualTo(12.5);
		for (int second = 95; second < 100; second++) {
			ticks(START + 1000L * second, 5);
		}
		assertThat(this.tickRate.perSecond(START + 100_000)).isEqualTo(5);
	}

	@Test
	void aSilentStreamHasNoRateAfterTenSeconds() {
		ticks(START, 160);
		assertThat(this.tickRate.perSecond(START + 10_000)).isEqualTo(16);
		for (int second = 11; second < 100; second++) {
			assertThat(this.tickRate.perSecond(START + 1000L * second)).isZero();
		}
	}

	@Test
	void historyIsNoSignOfLife() {
		Topic bars = new Topic(Business.CRYPTO, "A", Channel.kline(Interval.ONE_MINUTE));
		Tick.Kline bar = new Tick.Kline(bars, 1, "1", "1", "1", "1", null, null, null, null);
		this.tickRate.onFrame(Frames.backfilled(bar, 1, START * 1000), START);
		assertThat(this.tickRate.perSecond(START)).isZero();
		assertThat(this.tickRate.firstTickMs()).isNull();
	}

	@Test
	void countingIsAllocationFree() {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		TickFrame[] frames = new TickFrame[1000];
		for (int i = 0; i < frames.length; i++) {
			frames[i] = Frames.tick(Ticks.of(A), i, (START + 13L * i) * 1000);
		}
		long before = 0;
		for (int round = 0; round < 200; round++) {
			// The first rounds may load classes.
			if (round == 100) {
				before = threads.getCurrentThreadAllocatedBytes();
			}
			for (TickFrame frame : frames) {
				this.tickRate.onFrame(frame, frame.receivedMicros() / 1000);
			}
		}
		// A question costs a little itself. One object a tick would be over a megabyte.
		assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
	}

	private void ticks(long ms, int count) {
		for (int i = 0; i < count; i++) {
			tick(ms);
		}
	}

	private void tick(long ms) {
		this.tickRate.onFrame(Frames.tick(Ticks.of(A), 1, ms * 1000), ms);
	}

}
