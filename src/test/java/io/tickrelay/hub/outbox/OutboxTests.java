package io.tickrelay.hub.outbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import io.tickrelay.hub.Frame;
import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.hub.TestFormat;
import io.tickrelay.hub.TestFormat.Seen;
import io.tickrelay.hub.TestFormat.Status;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.hub.Ticks;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class OutboxTests extends OutboxFixture {

	@Test
	void aClientThatKeepsUpGetsEverythingAtOnceAndOneFlush() {
		all(tick(A, 1), tick(A, 2), tick(B, 1));
		this.outbox.settle();
		assertThat(this.link.seqs()).containsExactly(1L, 2L, 1L);
		assertThat(this.link.flushes).isOne();
		assertThat(this.outbox.isBehind()).isFalse();
		assertThat(this.outbox.writes()).isEqualTo(3);
		this.outbox.settle();
		assertThat(this.link.flushes).isOne();
	}

	@Test
	void missedFramesComeInOrderAndBeforeTheNews() {
		all(tick(A, 1));
		this.link.writable = false;
		all(tick(A, 2), tick(A, 3));
		this.outbox.settle();
		assertThat(this.outbox.isBehind()).isTrue();
		assertThat(this.counters.queued.sum()).isEqualTo(2);
		this.link.writable = true;
		all(tick(A, 4));
		assertThat(this.link.seqs()).containsExactly(1L);
		this.outbox.onWritable();
		assertThat(this.link.seqs()).containsExactly(1L, 2L, 3L, 4L);
		assertThat(this.counters.queued.sum()).isZero();
		assertThat(this.link.isFlushed()).isTrue();
		all(tick(A, 5));
		assertThat(this.link.seqs()).endsWith(5L);
	}

	@Test
	void aSlowConflatingClientGetsTheNewestOfEachStream() {
		this.link.writable = false;
		for (long seq = 1; seq <= 500; seq++) {
			conflate(tick(A, seq), tick(B, 2 * seq));
		}
		assertThat(this.counters.queued.sum()).isEqualTo(2);
		assertThat(this.counters.conflated.sum()).isEqualTo(998);
		this.link.writable = true;
		this.outbox.onWritable();
		assertThat(this.link.seqs()).containsExactly(500L, 1000L);
		assertThat(this.link.overflows).isZero();
		assertThat(this.format.encoded).as("what was replaced was never encoded").hasValue(2);
	}

	@Test
	void statusesAndTicksOfAStreamDoNotReplaceEachOther() {
		this.link.writable = false;
		conflate(tick(A, 1), status(A, State.STALE, 1), tick(A, 2), status(A, State.LIVE, 2));
		this.link.writable = true;
		this.outbox.onWritable();
		assertThat(this.link.seqs()).containsExactly(2L);
		assertThat(this.link.messages).contains(new Status(A.name(), "LIVE", null)).hasSize(2);
	}

	@Test
	void aQueuedSnapshotGivesWayToTheTickThatFollowsIt() {
		this.link.writable = false;
		this.outbox.deliverSnapshot(tick(A, 7), () -> 5, Delivery.CONFLATE);
		this.outbox.deliverSnapshot(tick(B, 3), () -> 5, Delivery.CONFLATE);
		conflate(tick(A, 8));
		this.link.writable = true;
		this.outbox.onWritable();
		assertThat(this.link.messages).containsExactly(new Seen(A.name(), 8, 8, false), new Seen(B.name(), 3, 3, true));
	}

	@Test
	void aFrameWithoutEncodingIsNeitherSentNorQueuedNorCounted() {
		TestFormat wordless = new TestFormat() {

			@Override
			public byte[] encode(Frame frame) {
				return (frame instanceof TickFrame) ? super.encode(frame) : new byte[0];
			}

		};
		this.outbox = new Outbox(wordless, this.link, new OutboxLimits(2, 1_000_000, 4),
				new OutboxPool(1 << 30, this.counters));
		all(status(A, State.STALE, 1), outage(A, 1, 2));
		this.outbox.settle();
		assertThat(this.outbox.writes()).isZero();
		assertThat(this.link.flushes).isZero();
		this.link.writable = false;
		all(tick(A, 1), status(A, State.STALE, 1), outage(A, 1, 2), tick(A, 2));
		this.outbox.settle();
		assertThat(this.counters.queued.sum()).isEqualTo(2);
		assertThat(this.link.overflows).isZero();
		this.link.writable = true;
		this.outbox.onWritable();
		assertThat(this.link.messages).hasSize(2);
		assertThat(this.link.seqs()).containsExactly(1L, 2L);
		assertThat(this.outbox.writes()).isEqualTo(2);
	}

	@Test
	void controlMessagesGoAheadOfFramesThatWait() {
		this.link.writable = false;
		all(tick(A, 1));
		this.outbox.control(text("ack1"));
		this.outbox.control(text("ack2"));
		this.link.writable = true;
		this.outbox.onWritable();
		assertThat(this.link.messages).containsExactly("ack1", "ack2", new Seen(A.name(), 1, 1, false));
	}

	@Test
	void anAnswerThatWaitsIsNotOvertakenByTheDataItAnnounces() {
		this.link.writable = false;
		this.outbox.control(text("ack"));
		// The socket takes more again, but the outbox is not told yet.
		this.link.writable = true;
		all(tick(A, 1));
		this.outbox.onWritable();
		assertThat(this.link.messages).containsExactly("ack", new Seen(A.name(), 1, 1, false));
	}

	@Test
	void aStreamThatWasLeftIsForgottenAndTheOthersAreNot() {
		this.outbox = outbox(4, 1_000_000, 4);
		this.link.writable = false;
		all(tick(A, 1), tick(B, 1), tick(A, 2));
		conflate(tick(A, 3), status(A, State.STALE, 1));
		this.outbox.forget(Set.of(A));
		assertThat(this.counters.queued.sum()).isOne();
		all(tick(B, 2), tick(B, 3), tick(B, 4));
		conflate(tick(A, 9));
		this.outbox.settle();
		assertThat(this.link.overflows).isZero();
		this.link.writable = true;
		this.outbox.onWritable();
		assertThat(this.link.seqs()).containsExactly(1L, 2L, 3L, 4L, 9L);
		assertThat(this.counters.queued.sum()).isZero();
	}

	@Test
	void changingTheDeliveryBackAndForthKeepsTheOrder() {
		this.link.writable = false;
		conflate(tick(A, 1));
		all(tick(A, 2), tick(A, 3));
		conflate(tick(A, 4), tick(A, 5));
		all(tick(A, 6));
		conflate(tick(A, 7));
		this.link.writable = true;
		this.outbox.onWritable();
		assertThat(this.link.seqs()).isSorted().contains(2L, 3L, 6L).endsWith(7L).doesNotHaveDuplicates();
		assertThat(this.counters.queued.sum()).isZero();
	}

	@Test
	void aClosedOutboxHoldsNothing() {
		this.link.writable = false;
		all(tick(A, 1), tick(A, 2));
		conflate(tick(B, 1));
		this.outbox.control(text("ack"));
		this.outbox.close();
		this.outbox.close();
		assertThat(this.counters.queued.sum()).isZero();
		assertThat(this.outbox.isBehind()).isFalse();
		this.link.writable = true;
		this.outbox.onWritable();
		assertThat(this.link.messages).isEmpty();
	}

	@Test
	void aSocketThatFillsUpInTheMidstTakesTheRestLater() {
		RecordingLink narrow = new RecordingLink() {
			@Override
			public void write(byte[] bytes) {
				super.write(bytes);
				this.writable = this.messages.size() % 3 != 0;
			}
		};
		this.outbox = new Outbox(this.format, narrow, new OutboxLimits(100, 1_000_000, 4),
				new OutboxPool(1 << 30, this.counters));
		for (int seq = 1; seq <= 10; seq++) {
			all(tick(A, seq));
		}
		assertThat(narrow.seqs()).containsExactly(1L, 2L, 3L);
		while (this.outbox.isBehind()) {
			narrow.writable = true;
			this.outbox.onWritable();
			assertThat(narrow.isFlushed()).isTrue();
		}
		assertThat(narrow.seqs()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5 })
	void allGetsTheSequenceAndConflateARisingPart(long seed) {
		for (int round = 0; round < 100; round++) {
			oneLife(new Random(seed * 1000 + round), Delivery.ALL);
			oneLife(new Random(seed * 1000 + round), Delivery.CONFLATE);
		}
	}

	private void oneLife(Random random, Delivery delivery) {
		RecordingLink socket = new RecordingLink();
		Outbox box = new Outbox(this.format, socket, new OutboxLimits(1000, 1_000_000, 1000),
				new OutboxPool(1 << 30, this.counters));
		Map<Topic, Long> sent = new HashMap<>();
		for (int step = 0; step < 300; step++) {
			switch (random.nextInt(8)) {
				case 0 -> socket.writable = false;
				case 1 -> {
					socket.writable = true;
					box.onWritable();
				}
				case 2 -> box.settle();
				case 3 -> box.control(text("c"));
				default -> {
					Topic topic = Ticks.crypto("T" + random.nextInt(3));
					box.deliver(tick(topic, sent.merge(topic, 1L, Long::sum)), delivery);
				}
			}
		}
		socket.writable = true;
		box.onWritable();
		assertThat(this.counters.queued.sum()).isZero();
		assertThat(socket.isFlushed()).isTrue();
		assertThat(socket.overflows).isZero();
		sent.forEach((topic, newest) -> {
			List<Long> seqs = new ArrayList<>();
			for (Object message : socket.messages) {
				if (message instanceof Seen seen && seen.stream().equals(topic.name())) {
					seqs.add(seen.seq());
				}
			}
			assertThat(seqs).isSorted().doesNotHaveDuplicates().endsWith(newest);
			if (delivery.equals(Delivery.ALL)) {
				assertThat(seqs).hasSize(Math.toIntExact(newest));
			}
		});
	}

	@Test
	void aWaitingSnapshotHasItsAgeAtDeparture() {
		TestFormat ages = new TestFormat() {
			@Override
			public byte[] encodeSnapshot(TickFrame last, long ageMs) {
				return ("age" + ageMs).getBytes(StandardCharsets.US_ASCII);
			}
		};
		for (Delivery delivery : List.of(Delivery.ALL, Delivery.CONFLATE)) {
			AtomicLong age = new AtomicLong(5);
			Outbox box = new Outbox(ages, this.link, new OutboxLimits(10, 1000, 4),
					new OutboxPool(1 << 20, this.counters));
			this.link.writable = false;
			box.deliverSnapshot(tick(A, 1), age::get, delivery);
			age.set(700);
			this.link.writable = true;
			box.onWritable();
			assertThat(this.link.messages).last().isEqualTo("age700");
		}
		assertThat(this.counters.queued.sum()).isZero();
	}

}
