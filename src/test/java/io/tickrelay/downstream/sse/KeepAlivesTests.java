package io.tickrelay.downstream.sse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.tickrelay.hub.lane.TestLoop;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Streams in a time that the test moves: what a stream is sent beside its comments comes
 * at random.
 */
class KeepAlivesTests {

	private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

	private final TestLoop loop = new TestLoop();

	private final KeepAlives keepAlives = new KeepAlives(KEEP_ALIVE);

	private final Visits visits = this.keepAlives.visits(this.loop);

	@Test
	void noStreamIsSilentForLongerWhenEverItsLastByteCame() {
		List<Stream> streams = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			Stream stream = new Stream(new Random(i));
			streams.add(stream);
			this.visits.add(stream);
			this.loop.advance(Duration.ofMillis(7L * i));
		}
		for (int i = 0; i < 2000; i++) {
			this.loop.advance(Duration.ofMillis(100));
			streams.forEach(Stream::mayWrite);
		}
		assertThat(streams).allSatisfy((stream) -> {
			assertThat(stream.comments).isPositive();
			assertThat(stream.longestNs).isLessThanOrEqualTo(KEEP_ALIVE.toNanos());
			// Nor is one sent without need.
			assertThat(stream.shortestNs).isGreaterThan(KEEP_ALIVE.toNanos() * 3 / 4);
		});
	}

	@Test
	void pingsComeWhateverElseIsSaidAndWithinThreeKeepAlives() {
		assertThat(this.keepAlives.ping()).hasSeconds(25);
		assertThat(new KeepAlives(Duration.ofSeconds(5)).ping()).hasSeconds(10);
		KeepAlives.Pings pings = this.keepAlives.pings(this.loop.nowNs());
		List<Long> moments = new ArrayList<>(List.of(this.loop.nowNs()));
		this.visits.add((nowNs) -> {
			if (pings.isDue(nowNs)) {
				moments.add(nowNs);
			}
		});
		this.loop.advance(Duration.ofMinutes(10));
		assertThat(moments).hasSizeBetween(25, 27);
		for (int i = 1; i < moments.size(); i++) {
			assertThat(Duration.ofNanos(moments.get(i) - moments.get(i - 1))).isBetween(Duration.ofSeconds(23),
					Duration.ofSeconds(25));
		}
	}

	@Test
	void aLongKeepAliveMakesPingsNoRarer() {
		KeepAlives rare = new KeepAlives(Duration.ofHours(24));
		KeepAlives.Pings pings = rare.pings(this.loop.nowNs());
		List<Long> moments = new ArrayList<>();
		rare.visits(this.loop).add((nowNs) -> {
			if (pings.isDue(nowNs)) {
				moments.add(nowNs);
			}
		});
		this.loop.advance(Duration.ofMinutes(10));
		assertThat(moments).hasSizeGreaterThanOrEqualTo(24);
	}

	@Test
	void aStreamThatIsWrittenToOftenEnoughHearsNoComment() {
		Stream stream = new Stream(new Random(1));
		this.visits.add(stream);
		for (int i = 0; i < 20; i++) {
			this.loop.advance(Duration.ofSeconds(10));
			stream.write();
		}
		assertThat(stream.comments).isZero();
	}

	@Test
	void aSilenceThatTheRelaySleptThroughIsBrokenAtOnce() {
		Stream stream = new Stream(new Random(1));
		this.visits.add(stream);
		this.loop.advance(Duration.ofSeconds(2));
		this.loop.lag(Duration.ofSeconds(65));
		this.loop.advance(Duration.ofSeconds(1));
		assertThat(stream.comments).isEqualTo(1);
		this.loop.advance(Duration.ofSeconds(10));
		assertThat(stream.comments).isEqualTo(1);
	}

	@Test
	void streamsThatFallSilentTogetherAreNotSpokenToTogether() {
		List<Long> moments = new ArrayList<>();
		for (int i = 0; i < 80; i++) {
			this.visits.add(moments::add);
		}
		this.loop.advance(KEEP_ALIVE.dividedBy(16));
		assertThat(moments).hasSize(80);
		assertThat(moments.stream().distinct()).hasSize(8);
	}

	@Test
	void aBugInOneStreamsWayCostsNoOtherItsComments() {
		List<Long> moments = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			this.visits.add((nowNs) -> {
				throw new IllegalStateException("bug");
			});
		}
		for (int i = 0; i < 8; i++) {
			this.visits.add(moments::add);
		}
		this.loop.advance(KEEP_ALIVE);
		assertThat(moments).hasSizeGreaterThanOrEqualTo(8 * 15);
	}

	@Test
	void noTimerRunsForNoStream() {
		assertThat(this.loop.timers()).isZero();
		Stream stream = new Stream(new Random(1));
		this.visits.add(stream);
		this.loop.advance(KEEP_ALIVE.multipliedBy(2));
		assertThat(this.loop.timers()).isEqualTo(1);
		this.visits.remove(stream);
		this.loop.advance(KEEP_ALIVE);
		assertThat(this.loop.timers()).isZero();
		this.visits.add(stream);
		assertThat(this.loop.timers()).isEqualTo(1);
	}

	/** Written to at random, and by its comments. */
	private final class Stream implements Visits.Visited {

		private final Random random;

		private final KeepAlives.Silence silence = KeepAlivesTests.this.keepAlives
			.silence(KeepAlivesTests.this.loop.nowNs());

		private long writes = 1;

		private long lastNs = KeepAlivesTests.this.loop.nowNs();

		private long longestNs;

		private long shortestNs = Long.MAX_VALUE;

		private int comments;

		Stream(Random random) {
			this.random = random;
		}

		@Override
		public void onVisit(long nowNs) {
			if (this.silence.isTooLong(this.writes, nowNs)) {
				this.shortestNs = Math.min(this.shortestNs, nowNs - this.lastNs);
				this.comments++;
				write();
			}
		}

		void mayWrite() {
			if (this.random.nextInt(150) == 0) {
				write();
			}
		}

		void write() {
			long nowNs = KeepAlivesTests.this.loop.nowNs();
			this.longestNs = Math.max(this.longestNs, nowNs - this.lastNs);
			this.lastNs = nowNs;
			this.writes++;
		}

	}

}
