package io.tickrelay.upstream;

import java.time.Duration;

import io.tickrelay.hub.FeedState;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Ticks that are held back until the bars before them have come.
 */
class BackfillHoldTests extends BackfillFixture {

	@Test
	void sendsTheOpenBarOnlyOnceItIsOldEnough() {
		live(A, 10);
		outage(12);
		this.stage.answer(A, 10, 11);
		assertThat(this.stage.taken()).containsExactly("A10", "A10+", "A11+");
		live(A, 12);
		outage(13);
		this.stage.answer(A, 12, 13);
		assertThat(this.stage.taken()).containsExactly("A10", "A10+", "A11+", "A12", "A12+");
	}

	@Test
	void holdsNothingBackThatCannotBeAskedInTime() {
		live(A, 10);
		live(B, 1);
		this.stage.room = 1;
		want(A, B);
		outage(13);
		assertThat(this.stage.questions()).containsExactly("A 5 ONE_MINUTE");
		tick(B, 13);
		tick(A, 13);
		assertThat(this.stage.taken()).containsExactly("A10", "B1", "B13");
	}

	@Test
	void letsGoAfterFiveSecondsAndForgetsTheAnswer() {
		live(A, 10);
		outage(13);
		tick(A, 13);
		assertThat(this.stage.delays).containsExactly(Duration.ofSeconds(5));
		this.stage.passTime();
		assertThat(this.stage.taken()).containsExactly("A10", "A13");
		assertThat(this.counters.backfillsFailed.sum()).isEqualTo(1);
		this.stage.answer(A, 10, 11, 12, 13);
		tick(A, 14);
		assertThat(this.stage.taken()).containsExactly("A10", "A13", "A14");
	}

	@Test
	void goesOnWithoutTheBarsWhereTheRequestFails() {
		live(A, 10);
		outage(13);
		tick(A, 13);
		this.stage.fail();
		assertThat(this.stage.taken()).containsExactly("A10", "A13");
		assertThat(this.counters.backfillsFailed.sum()).isEqualTo(1);
		this.stage.passTime();
		assertThat(this.counters.backfillsFailed.sum()).isEqualTo(1);
	}

	@Test
	void holdsAFewTicksOfAStreamAndThenGivesUp() {
		live(A, 10);
		outage(13);
		for (int i = 0; i < Backfill.MOST_HELD; i++) {
			tick(A, 13);
		}
		assertThat(this.stage.taken()).hasSize(1);
		tick(A, 14);
		assertThat(this.stage.taken()).hasSize(Backfill.MOST_HELD + 2).endsWith("A13", "A14");
		this.stage.answer(A, 10, 11, 12, 13);
		assertThat(this.stage.taken()).hasSize(Backfill.MOST_HELD + 2);
	}

	@Test
	void deliversWhatItHoldsWhenTheSessionIsLostAgain() {
		live(A, 10);
		outage(13);
		tick(A, 13);
		this.backfill.onFeed(FeedState.DOWN);
		assertThat(this.stage.taken()).containsExactly("A10", "A13");
		this.stage.answer(A, 10, 11, 12, 13);
		this.stage.passTime();
		assertThat(this.stage.taken()).containsExactly("A10", "A13");

		this.stage.nowMs = 15 * MINUTE_MS;
		this.backfill.onFeed(FeedState.UP);
		this.stage.answer(A, 12, 13, 14, 15);
		assertThat(this.stage.taken()).containsExactly("A10", "A13", "A13+", "A14+");
	}

}
