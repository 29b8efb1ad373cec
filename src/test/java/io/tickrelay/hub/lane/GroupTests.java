package io.tickrelay.hub.lane;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import io.netty.buffer.ByteBuf;
import io.tickrelay.hub.LaneDriver;
import io.tickrelay.hub.TestFormat;
import io.tickrelay.hub.Ticks;
import io.tickrelay.hub.outbox.Batch;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.Outbox;
import io.tickrelay.hub.outbox.OutboxLimits;
import io.tickrelay.hub.outbox.OutboxPool;
import io.tickrelay.hub.outbox.RecordingLink;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that want the same share one buffer, and get the same bytes as without it.
 */
class GroupTests {

	private static final Duration REST = Duration.ofMillis(60);

	private static final Topic A = Ticks.crypto("A");

	private static final Topic B = Ticks.crypto("B");

	private final LaneDriver lane = new LaneDriver();

	private final TestFormat format = new TestFormat();

	private final List<ByteBuf> held = new ArrayList<>();

	@AfterEach
	void releaseBuffers() {
		this.held.forEach(ByteBuf::release);
	}

	@Test
	void clientsThatWantTheSameShareABufferOnceTheyHaveRested() {
		Member one = join(Delivery.ALL, A, B);
		Member two = join(Delivery.ALL, B, A);
		this.lane.tick(A);
		assertThat(one.link.buffers).doesNotContainAnyElementsOf(two.link.buffers);
		assertThat(this.lane.hub.counters().groups.sum()).isEqualTo(2);
		this.lane.loop.advance(REST);
		assertThat(this.lane.hub.counters().groups.sum()).isEqualTo(1);
		one.link.buffers.clear();
		two.link.buffers.clear();
		this.lane.tick(A);
		this.lane.tick(B);
		assertThat(one.link.buffers).hasSize(2).isEqualTo(two.link.buffers);
		assertThat(one.link.seqs()).containsExactly(1L, 2L, 1L);
		assertThat(two.link.seqs()).containsExactly(1L, 2L, 1L);
	}

	@Test
	void thoseWhoWantItInAnotherWayDoNot() {
		Member all = join(Delivery.ALL, A);
		Member newest = join(Delivery.CONFLATE, A);
		Member more = join(Delivery.ALL, A, B);
		this.lane.loop.advance(REST);
		this.lane.tick(A);
		assertThat(all.link.buffers).hasSize(1)
			.doesNotContainAnyElementsOf(newest.link.buffers)
			.doesNotContainAnyElementsOf(more.link.buffers);
	}

	@Test
	void aMemberThatIsBehindCostsTheOthersNothingAndComesBack() {
		Member fast = join(Delivery.CONFLATE, A);
		Member slow = join(Delivery.CONFLATE, A);
		this.lane.loop.advance(REST);
		slow.link.writable = false;
		for (int i = 0; i < 5; i++) {
			this.lane.tick(A);
		}
		assertThat(fast.link.seqs()).containsExactly(1L, 2L, 3L, 4L, 5L);
		assertThat(slow.link.seqs()).isEmpty();
		slow.link.writable = true;
		slow.outbox.onWritable();
		this.lane.tick(A);
		assertThat(slow.link.seqs()).containsExactly(5L, 6L);
		assertThat(slow.link.buffers.getLast()).isEqualTo(fast.link.buffers.getLast());
	}

	@Test
	void aMembersOwnMessageFollowsTheGroupsEarlierOnes() {
		Member one = join(Delivery.ALL, A);
		Member two = join(Delivery.ALL, A);
		this.lane.loop.advance(REST);
		this.lane.hub.onTick(Ticks.of(A));
		one.link.onWrite = () -> {
			one.link.onWrite = () -> {
			};
			one.outbox.control("pong".getBytes(StandardCharsets.US_ASCII));
		};
		this.lane.hub.onTick(Ticks.of(A));
		this.lane.loop.run();
		assertThat(one.link.seqs()).containsExactly(1L, 2L);
		assertThat(two.link.seqs()).containsExactly(1L, 2L);
		assertThat(one.link.messages).contains("pong");
		assertThat(one.link.isFlushed()).isTrue();
	}

	@Test
	void leavingManyStreamsOneByOneDoesNotHoldUpTheLoop() {
		List<Topic> topics = IntStream.range(0, 20_000).mapToObj((i) -> Ticks.crypto("SYMBOL" + i)).toList();
		Member member = new Member(new BufferLink());
		SubscribeOptions subscribeOptions = new SubscribeOptions(Delivery.ALL, false, null);
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		long beforeNs = threads.getCurrentThreadCpuTime();
		this.lane.lane.join(member.outbox, topics, subscribeOptions, LaneDriver.NO_ANSWER);
		this.lane.loop.advance(REST);
		topics.forEach((topic) -> this.lane.lane.leave(member.outbox, List.of(topic)));
		// Comparing all topics at each change would take many seconds.
		assertThat(threads.getCurrentThreadCpuTime() - beforeNs).isLessThan(Duration.ofSeconds(4).toNanos());
		assertThat(member.outbox.group()).isNull();
	}

	@Test
	void noClientLosesOrRepeatsAnUpdateHoweverGroupsChange() {
		Random random = new Random(11);
		List<Topic> topics = List.of(A, B, Ticks.crypto("C"));
		Map<Topic, Long> emitted = new HashMap<>();
		List<Member> members = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			members.add(new Member(new BufferLink()));
		}
		for (int step = 0; step < 30_000; step++) {
			Topic topic = topics.get(random.nextInt(topics.size()));
			Member member = members.get(random.nextInt(members.size()));
			switch (random.nextInt(12)) {
				case 0 -> member.enter(topic, emitted.getOrDefault(topic, 0L));
				case 1 -> {
					this.lane.loop.run();
					member.quit(topic, emitted.getOrDefault(topic, 0L));
				}
				case 2 -> this.lane.loop.advance(Duration.ofMillis(random.nextInt(80)));
				case 3, 4 -> this.lane.loop.run();
				case 5 -> member.link.writable = false;
				case 6 -> {
					member.link.writable = true;
					member.outbox.onWritable();
				}
				default -> {
					if (members.stream().anyMatch((one) -> one.since.containsKey(topic))) {
						this.lane.hub.onTick(Ticks.of(topic));
						emitted.merge(topic, 1L, Long::sum);
					}
				}
			}
		}
		this.lane.loop.run();
		members.forEach((member) -> topics.forEach((topic) -> member.quit(topic, emitted.getOrDefault(topic, 0L))));
		assertThat(members).allSatisfy((member) -> assertThat(member.checked).isGreaterThan(100));
		assertThat(this.lane.hub.counters().groups.sum()).isZero();
	}

	private Member join(Delivery delivery, Topic... topics) {
		Member member = new Member(new BufferLink());
		this.lane.lane.join(member.outbox, List.of(topics), new SubscribeOptions(delivery, false, null),
				LaneDriver.NO_ANSWER);
		// The difference is states, which joining clients are told one by one.
		member.link.messages.clear();
		return member;
	}

	private final class Member {

		private final BufferLink link;

		private final Outbox outbox;

		private final Map<Topic, Long> since = new HashMap<>();

		private int checked;

		Member(BufferLink link) {
			this.link = link;
			this.outbox = new Outbox(GroupTests.this.format, link, new OutboxLimits(1_000_000, 1L << 40, 16),
					new OutboxPool(1L << 40, GroupTests.this.lane.hub.counters()));
		}

		void enter(Topic topic, long emitted) {
			if (this.since.putIfAbsent(topic, emitted) == null) {
				GroupTests.this.lane.lane.join(this.outbox, List.of(topic),
						new SubscribeOptions(Delivery.ALL, false, null), LaneDriver.NO_ANSWER);
			}
		}

		/** Leaves a topic after all that was emitted meanwhile, in order, has come. */
		void quit(Topic topic, long emitted) {
			Long from = this.since.remove(topic);
			if (from != null) {
				this.link.writable = true;
				this.outbox.onWritable();
				List<Long> seqs = this.link.take(topic);
				assertThat(seqs).hasSize((int) (emitted - from));
				for (int i = 0; i < seqs.size(); i++) {
					assertThat(seqs.get(i)).isEqualTo(from + 1 + i);
				}
				this.checked += seqs.size();
				GroupTests.this.lane.lane.leave(this.outbox, List.of(topic));
			}
		}

	}

	/** Remembers the buffers that it was given, by their address. */
	private final class BufferLink extends RecordingLink {

		private final List<Long> buffers = new ArrayList<>();

		private Runnable onWrite = () -> {
		};

		@Override
		public void write(Batch batch) {
			// The buffer is kept, because the next one might get the same address.
			GroupTests.this.held.add(batch.content().retain());
			this.buffers.add(batch.content().memoryAddress());
			super.write(batch);
			this.onWrite.run();
		}

		List<Long> take(Topic topic) {
			List<Long> seqs = new ArrayList<>();
			this.messages.removeIf((message) -> {
				boolean mine = message instanceof TestFormat.Seen seen && seen.stream().equals(topic.name());
				if (mine) {
					seqs.add(((TestFormat.Seen) message).seq());
				}
				return mine;
			});
			return seqs;
		}

	}

}
