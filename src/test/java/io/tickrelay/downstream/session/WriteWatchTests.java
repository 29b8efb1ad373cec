package io.tickrelay.downstream.session;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.embedded.EmbeddedChannel;
import io.tickrelay.hub.lane.LoopClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WriteWatchTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	/** Its loop's time is moved by the tests. */
	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final KnownPeer peer = new KnownPeer();

	private long nowNs;

	private final LoopClock clock = new LoopClock(() -> this.nowNs, () -> TimeUnit.NANOSECONDS.toMillis(this.nowNs));

	private boolean slow;

	private WriteWatch watch = new WriteWatch(this.channel, this.peer, this.clock, TIMEOUT, () -> this.slow = true);

	@BeforeEach
	void begin() {
		this.watch.stop();
		this.channel.freezeTime();
		this.watch = new WriteWatch(this.channel, this.peer, this.clock, TIMEOUT, () -> this.slow = true);
	}

	@AfterEach
	void close() {
		this.watch.stop();
		this.channel.finishAndReleaseAll();
	}

	@Test
	void endsAClientThatTakesNothingAfterTheWriteTimeOut() {
		this.watch.onFull();
		pass(33);
		assertThat(this.slow).isFalse();
		pass(1);
		assertThat(this.slow).isTrue();
	}

	@Test
	void keepsAClientThatTookMuchEarlyInTheTimeOut() {
		this.watch.onFull();
		pass(5);
		this.peer.taken += 64 * 1024;
		pass(27);
		assertThat(this.slow).isFalse();
		this.peer.taken += 64 * 1024;
		pass(27);
		assertThat(this.slow).isFalse();
	}

	@Test
	void keepsASteadyClientWhoseWindowOpensInSteps() {
		this.watch.onFull();
		for (int i = 0; i < 60; i++) {
			pass(16);
			this.peer.taken += 16 * 1100;
			assertThat(this.slow).isFalse();
		}
		pass(60);
		assertThat(this.slow).isTrue();
	}

	@Test
	void endsAClientThatTakesLess() {
		this.watch.onFull();
		for (int i = 0; i < 62; i++) {
			pass(1);
			this.peer.taken += 100;
			assertThat(this.slow).isEqualTo(i >= 48);
		}
	}

	@Test
	void countsAnewWhenTheChannelTookMore() {
		for (int i = 0; i < 5; i++) {
			this.watch.onFull();
			pass(29);
			this.watch.onRoom();
		}
		pass(100);
		assertThat(this.slow).isFalse();
	}

	@Test
	void closesAConnectionWhoseOtherSideIsGone() {
		pass(300);
		assertThat(this.peer.closed).isFalse();
		this.peer.unheardSinceNs = this.nowNs;
		pass(29);
		assertThat(this.peer.closed).isFalse();
		pass(31);
		assertThat(this.peer.closed).isTrue();
	}

	@Test
	void leavesTheTimeToTheKernelOnceMoreAtTheEnd() {
		assertThat(this.peer.limit).isEqualTo(Duration.ZERO);
		this.watch.onFull();
		this.watch.takeLeave(Duration.ofSeconds(10));
		assertThat(this.peer.limit).isEqualTo(Duration.ofSeconds(40));
		pass(100);
		assertThat(this.slow).isFalse();
	}

	@Test
	void holdsLittleUntilAClientHasShownThatItReadsFast() {
		assertThat(highWaterMark()).isEqualTo(4096);
		assertThat(this.watch.largestBatch()).isEqualTo(WriteWatch.SMALL_BATCH);
		for (int i = 0; i < 8; i++) {
			assertThat(highWaterMark()).isEqualTo(4096);
			this.watch.onFull();
			this.watch.onRoom();
		}
		assertThat(highWaterMark()).isEqualTo(65_536);
		assertThat(this.peer.unsentBytes).isEqualTo(ClientTcp.MANY_UNSENT_BYTES);
		assertThat(this.watch.largestBatch()).isEqualTo(WriteWatch.LARGE_BATCH);

		this.watch.onFull();
		pass(2);
		this.watch.onRoom();
		assertThat(highWaterMark()).isEqualTo(4096);
		assertThat(this.peer.unsentBytes).isEqualTo(ClientTcp.FEW_UNSENT_BYTES);
	}

	@Test
	void takesASlowClientForNoFastOne() {
		for (int i = 0; i < 50; i++) {
			this.watch.onFull();
			if (i % 4 == 0) {
				pass(1);
			}
			this.watch.onRoom();
		}
		assertThat(highWaterMark()).isEqualTo(4096);
	}

	private int highWaterMark() {
		return this.channel.config().getWriteBufferHighWaterMark();
	}

	private void pass(int seconds) {
		for (int i = 0; i < 4 * seconds; i++) {
			this.nowNs += TimeUnit.MILLISECONDS.toNanos(250);
			this.clock.beat();
			this.channel.advanceTimeBy(250, TimeUnit.MILLISECONDS);
			this.channel.runScheduledPendingTasks();
		}
	}

	private final class KnownPeer implements WriteWatch.Peer {

		private long taken;

		private long unheardSinceNs = Long.MAX_VALUE;

		private boolean closed;

		private Duration limit = Duration.ofDays(1);

		private long unsentBytes;

		@Override
		public long taken() {
			return this.taken;
		}

		@Override
		public boolean isUnheardFor(Duration time) {
			return WriteWatchTests.this.nowNs - this.unheardSinceNs >= time.toNanos();
		}

		@Override
		public void close() {
			this.closed = true;
		}

		@Override
		public void limit(Duration time) {
			this.limit = time;
		}

		@Override
		public void holdAtMost(long bytes) {
			this.unsentBytes = bytes;
		}

	}

}
