package io.tickrelay.hub.outbox;

import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.hub.TestFormat;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The bounds of an outbox, and its order once they are met.
 */
class OutboxBoundsTests extends OutboxFixture {

	@Test
	void theBoundOnFramesIsExact() {
		this.outbox = outbox(3, 1_000_000, 4);
		this.link.writable = false;
		all(tick(A, 1), tick(A, 2), tick(A, 3));
		this.outbox.settle();
		assertThat(this.link.overflows).isZero();
		all(tick(A, 4));
		assertThat(this.link.overflows).as("reported with the batch's end only").isZero();
		this.outbox.settle();
		assertThat(this.link.overflows).isPositive();
		assertThat(this.counters.queued.sum()).isEqualTo(3);
	}

	@Test
	void theBoundOnBytesIsExact() {
		this.outbox = new Outbox(new TestFormat(0, 100), this.link, new OutboxLimits(100, 300, 4),
				new OutboxPool(1 << 30, this.counters));
		this.link.writable = false;
		all(tick(A, 1), tick(A, 2));
		this.outbox.deliverSnapshot(tick(B, 1), () -> 0, Delivery.ALL);
		this.outbox.settle();
		assertThat(this.link.overflows).isZero();
		all(tick(A, 3));
		this.outbox.settle();
		assertThat(this.link.overflows).isPositive();
	}

	@Test
	void whatHasLeftTheQueueNoLongerCountsForItsBounds() {
		this.outbox = new Outbox(new TestFormat(0, 100), this.link, new OutboxLimits(2, 200, 4),
				new OutboxPool(1 << 30, this.counters));
		for (int seq = 1; seq < 100; seq += 2) {
			this.link.writable = false;
			all(tick(A, seq), tick(A, seq + 1));
			this.link.writable = true;
			this.outbox.onWritable();
		}
		assertThat(this.link.overflows).isZero();
		assertThat(this.link.seqs()).hasSize(100).isSorted();
	}

	@Test
	void afterAnOverflowNothingMoreIsSentThatWouldHideTheHole() {
		this.outbox = outbox(2, 1_000_000, 4);
		this.link.writable = false;
		all(tick(A, 1), tick(A, 2), tick(A, 3));
		this.outbox.settle();
		this.link.writable = true;
		this.outbox.onWritable();
		all(tick(A, 4));
		this.outbox.deliverSnapshot(tick(B, 9), () -> 0, Delivery.ALL);
		conflate(tick(B, 10));
		this.outbox.settle();
		assertThat(this.link.seqs()).doesNotContain(4L, 9L, 10L);
		this.outbox.close();
		assertThat(this.counters.queued.sum()).isZero();
	}

	@Test
	void aMixedClientsConflatedStreamsNeverOverflow() {
		this.outbox = outbox(1, 1_000_000, 4);
		this.link.writable = false;
		all(tick(A, 1));
		for (int seq = 1; seq < 1000; seq++) {
			conflate(tick(B, seq), status(B, State.STALE, seq));
		}
		this.outbox.settle();
		assertThat(this.link.overflows).isZero();
	}

	@Test
	void controlMessagesAreBounded() {
		this.link.writable = false;
		for (int i = 0; i < 4; i++) {
			this.outbox.control(text("m" + i));
		}
		this.outbox.settle();
		assertThat(this.link.overflows).isZero();
		this.outbox.control(text("m4"));
		this.outbox.settle();
		assertThat(this.link.overflows).isPositive();
		this.link.writable = true;
		this.outbox.onWritable();
		assertThat(this.link.messages).doesNotContain("m4");
	}

	@Test
	void controlMessagesAreBoundedByTheirBytesAndCountForAll() {
		OutboxPool pool = new OutboxPool(1 << 20, this.counters);
		Outbox box = new Outbox(this.format, this.link, new OutboxLimits(10, 1000, 4), pool);
		this.link.writable = false;
		box.control(new byte[600]);
		assertThat(pool.bytes()).isGreaterThan(600);
		box.settle();
		assertThat(this.link.overflows).isZero();
		box.control(new byte[600]);
		box.settle();
		assertThat(this.link.overflows).isOne();
		box.close();
		assertThat(pool.bytes()).isZero();
	}

}
