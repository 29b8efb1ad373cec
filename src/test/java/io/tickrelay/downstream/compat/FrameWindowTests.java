package io.tickrelay.downstream.compat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FrameWindowTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	// A clock's zero means nothing, and it may be about to overflow.
	private static final long START = Long.MAX_VALUE - 90 * SECOND;

	private final FrameWindow window = new FrameWindow(3);

	@Test
	void admitsAsManyAsTheMinuteMayHave() {
		for (int i = 0; i < 3; i++) {
			assertThat(this.window.admit(START)).isTrue();
		}
		assertThat(this.window.admit(START + 60 * SECOND - 1)).isFalse();
		assertThat(this.window.admit(START + 60 * SECOND)).isTrue();
	}

	@Test
	void slides() {
		for (int round = 0; round < 20; round++) {
			for (int frame = 0; frame < 3; frame++) {
				assertThat(this.window.admit(START + (60 * round + 10 * frame) * SECOND)).isTrue();
			}
			assertThat(this.window.admit(START + (60 * round + 59) * SECOND)).isFalse();
		}
	}

}
