package io.tickrelay.downstream.access;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TokenBucketTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	// The clock may begin anywhere, and pass its end.
	private static final long START = Long.MAX_VALUE - SECOND / 2;

	private final TokenBucket tokenBucket = new TokenBucket(10, 100, START);

	@Test
	void givesItAllAtOnceAndThenSoMuchASecond() {
		for (int i = 0; i < 100; i++) {
			assertThat(this.tokenBucket.take(1, START)).isTrue();
		}
		assertThat(this.tokenBucket.take(1, START)).isFalse();
		assertThat(this.tokenBucket.take(1, START + SECOND / 11)).isFalse();
		assertThat(this.tokenBucket.take(1, START + SECOND / 10 + 1)).isTrue();
		assertThat(this.tokenBucket.take(1, START + SECOND / 10 + 1)).isFalse();
		assertThat(this.tokenBucket.take(9, START + SECOND + 10)).isTrue();
	}

	@Test
	void savesNoMoreThanItHolds() {
		assertThat(this.tokenBucket.take(101, START + 1000 * SECOND)).isFalse();
		assertThat(this.tokenBucket.take(100, START + 1000 * SECOND)).isTrue();
		assertThat(this.tokenBucket.take(1, START + 1000 * SECOND)).isFalse();
	}

	@Test
	void takesNothingWhereThereIsNotEnough() {
		assertThat(this.tokenBucket.take(99, START)).isTrue();
		assertThat(this.tokenBucket.take(2, START)).isFalse();
		assertThat(this.tokenBucket.take(1, START)).isTrue();
	}

}
