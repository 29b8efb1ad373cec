package io.tickrelay.downstream.session;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StreamProgressTests {

	private static final long MUCH = 1_000_000_000;

	private final StreamProgress progress = new StreamProgress();

	@Test
	void countsWhatLeavesTheStreamWhileItsWindowHoldsItUp() {
		long before = this.progress.look(true, 40_000, MUCH);
		assertThat(this.progress.look(true, 30_000, 2 * MUCH) - before).isEqualTo(10_000);
		assertThat(this.progress.look(true, 30_000, 3 * MUCH) - before).isEqualTo(10_000);
	}

	@Test
	void countsWhatTheConnectionAcknowledgesWhileTheSocketIsFull() {
		long before = this.progress.look(false, 40_000, MUCH);
		assertThat(this.progress.look(false, 40_000, MUCH + 500) - before).isEqualTo(500);
	}

	@Test
	void takesAChangeBetweenTheTwoForNoLeap() {
		long before = this.progress.look(false, 40_000, MUCH);
		assertThat(this.progress.look(true, 40_000, MUCH + 500) - before).isEqualTo(500);
		assertThat(this.progress.look(true, 39_000, MUCH + 900) - before).isEqualTo(1500);
		assertThat(this.progress.look(false, 38_000, MUCH + 1000) - before).isEqualTo(1600);
		assertThat(this.progress.look(false, 50_000, MUCH + 1000) - before).isEqualTo(1600);
	}

}
