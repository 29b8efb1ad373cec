package io.tickrelay.hub.outbox;

import java.util.Set;

import io.tickrelay.hub.GapCause;
import io.tickrelay.hub.GapFrame;
import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.hub.TestFormat.Gap;
import io.tickrelay.hub.TestFormat.Seen;
import io.tickrelay.hub.TestFormat.Status;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Gaps that wait in an outbox.
 */
class OutboxGapTests extends OutboxFixture {

	@Test
	void aGapKeepsItsPlace() {
		this.link.writable = false;
		all(tick(A, 1), new GapFrame(A, 1, GapCause.SLOW_CONSUMER, 2, 5), tick(A, 6));
		this.link.writable = true;
		this.outbox.onWritable();
		assertThat(this.link.messages).element(1).isEqualTo(new Gap(A.name(), "slow_consumer", 2, 5));
	}

	@Test
	void aConflatedGapStandsBetweenItsTickAndTheNewest() {
		this.link.writable = false;
		conflate(tick(A, 5), status(A, State.STALE, 1), status(A, State.LIVE, 2), outage(A, 5, 6), tick(A, 6),
				tick(A, 7));
		this.link.writable = true;
		this.outbox.onWritable();
		assertThat(this.link.messages).containsExactly(new Seen(A.name(), 5, 5, false),
				new Status(A.name(), "LIVE", null), gap(A, 5, 6), new Seen(A.name(), 7, 7, false));
		assertThat(this.counters.queued.sum()).isZero();
	}

	@Test
	void aConflatedGapAloneIsNotLost() {
		this.link.writable = false;
		conflate(outage(A, 5, 6));
		this.link.writable = true;
		this.outbox.onWritable();
		assertThat(this.link.messages).containsExactly(gap(A, 5, 6));
	}

	@Test
	void conflatedGapsOfAStreamBecomeOneThatSpansThem() {
		this.link.writable = false;
		for (long seq = 1; seq <= 1000; seq++) {
			conflate(tick(A, 2 * seq), outage(A, 2 * seq, 2 * seq + 1), tick(A, 2 * seq + 1), outage(B, seq, seq + 1));
		}
		assertThat(this.counters.queued.sum()).isEqualTo(4);
		this.link.writable = true;
		this.outbox.onWritable();
		assertThat(this.link.messages).containsExactly(new Seen(A.name(), 2, 2, false), gap(A, 2, 2001),
				new Seen(A.name(), 2001, 2001, false), gap(B, 1, 1001));
		assertThat(this.link.overflows).isZero();
	}

	@Test
	void aGapThatWasSentIsNotFilledAnew() {
		this.link.writable = false;
		conflate(outage(A, 5, 6), tick(A, 6));
		this.link.writable = true;
		this.outbox.onWritable();
		this.link.writable = false;
		conflate(tick(A, 7), outage(A, 7, 8), tick(A, 8));
		this.link.writable = true;
		this.outbox.onWritable();
		assertThat(this.link.messages).endsWith(new Seen(A.name(), 7, 7, false), gap(A, 7, 8),
				new Seen(A.name(), 8, 8, false));
	}

	@Test
	void aGapStaysWhenItsStreamNoLongerConflates() {
		this.link.writable = false;
		conflate(outage(A, 5, 6));
		all(tick(A, 6), tick(A, 7));
		conflate(outage(A, 7, 8), tick(A, 8));
		this.link.writable = true;
		this.outbox.onWritable();
		assertThat(this.link.messages).containsSubsequence(gap(A, 5, 6), new Seen(A.name(), 7, 7, false), gap(A, 7, 8),
				new Seen(A.name(), 8, 8, false));
	}

	@Test
	void aGapOfAStreamThatWasLeftIsForgotten() {
		this.link.writable = false;
		conflate(tick(A, 5), outage(A, 5, 6), tick(A, 6));
		this.outbox.forget(Set.of(A));
		assertThat(this.counters.queued.sum()).isZero();
		conflate(outage(A, 1, 2));
		this.link.writable = true;
		this.outbox.onWritable();
		assertThat(this.link.messages).containsExactly(gap(A, 1, 2));
	}

	private static Gap gap(Topic topic, long before, long after) {
		return new Gap(topic.name(), "upstream_reconnect", before, after);
	}

}
