package io.tickrelay.hub.lane;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

import io.tickrelay.hub.FeedState;
import io.tickrelay.hub.LaneDriver;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.TestFormat;
import io.tickrelay.hub.TestFormat.Gap;
import io.tickrelay.hub.TestFormat.Seen;
import io.tickrelay.hub.TestFormat.Status;
import io.tickrelay.hub.TickHub;
import io.tickrelay.hub.Ticks;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.Outbox;
import io.tickrelay.hub.outbox.OutboxLimits;
import io.tickrelay.hub.outbox.OutboxPool;
import io.tickrelay.hub.outbox.RecordingLink;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A loop that has more to do than it can, and clients that read all that they are given.
 */
class LateLaneTests {

	private static final Topic A = Ticks.crypto("A");

	private static final Topic B = Ticks.crypto("B");

	private static final int QUEUE = 4;

	private final Ticks.HandClock time = new Ticks.HandClock();

	private final TickHub hub = new TickHub(Set.of(Business.CRYPTO), new RelayClock(this.time), LaneDriver.REPLAY);

	private final TestLoop loop = new TestLoop();

	private final Lane lane = new Lane(this.hub, this.loop, 1024, LatencyMeter.NONE);

	private final TestFormat format = new TestFormat();

	private final OutboxPool pool = new OutboxPool(1 << 30, this.hub.counters());

	@Test
	void tellsAClientWhatItWasNotGivenAndGoesOn() {
		Client client = join(Delivery.ALL, A);
		ticks(A, 1);
		client.link.writable = false;
		lateTicks(A, 9);
		assertThat(client.link.overflows).isZero();
		assertThat(this.lane.lateMs()).isPositive();
		assertThat(this.hub.counters().skipped.sum()).isEqualTo(5);
		client.takeAll();
		assertThat(client.link.seqs()).containsExactly(1L, 2L, 3L, 4L, 5L, 10L);
		assertThat(client.link.messages).contains(new Gap(A.name(), "relay_behind", 6, 9));
		assertThat(client.outbox.report().dropped()).isEqualTo(4);
		assertThat(this.pool.bytes()).isZero();

		this.time.advance(10_000);
		ticks(A, 1);
		assertThat(client.link.seqs()).endsWith(10L, 11L);
		assertThat(this.lane.lateMs()).isZero();
	}

	@Test
	void endsAClientThatIsSlowItself() {
		Client client = join(Delivery.ALL, A);
		client.link.writable = false;
		ticks(A, 9);
		assertThat(client.link.overflows).isPositive();
		assertThat(this.hub.counters().skipped.sum()).isZero();
	}

	@Test
	void endsAClientStillSlowWhenTheLaneCaughtUp() {
		Client client = join(Delivery.ALL, A);
		client.link.writable = false;
		lateTicks(A, 9);
		client.takeAll();
		this.time.advance(10_000);
		client.link.writable = false;
		ticks(A, 9);
		assertThat(client.link.overflows).isPositive();
	}

	@Test
	void forgetsWhatItLeft() {
		Client client = join(Delivery.ALL, A, B);
		client.link.writable = false;
		lateTicks(A, 9);
		lateTicks(B, 3);
		this.lane.leave(client.outbox, List.of(A));
		client.takeAll();
		assertThat(client.link.messages).filteredOn(Gap.class::isInstance)
			.containsExactly(new Gap(B.name(), "relay_behind", 1, 2));
		assertThat(client.link.seqs()).containsExactly(3L);
	}

	/** Each number is told once and in order, by its tick or by a gap. */
	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 })
	void losesNothingWithoutAWordWhateverHappens(int seed) {
		Random random = new Random(seed);
		Client client = join(Delivery.ALL, A, B);
		Client conflating = join(Delivery.CONFLATE, A, B);
		for (int step = 0; step < 3_000; step++) {
			Topic topic = random.nextBoolean() ? A : B;
			switch (random.nextInt(10)) {
				case 0 -> {
					client.link.writable = false;
					conflating.link.writable = random.nextBoolean();
				}
				case 1 -> {
					client.takeAll();
					conflating.takeAll();
				}
				case 2 -> this.hub.onFeed(Business.CRYPTO, random.nextBoolean() ? FeedState.UP : FeedState.DOWN);
				default -> lateTicks(topic, 1 + random.nextInt(3));
			}
		}
		this.hub.onFeed(Business.CRYPTO, FeedState.UP);
		client.takeAll();
		conflating.takeAll();
		lateTicks(A, 1);
		lateTicks(B, 1);
		assertThat(client.link.overflows + conflating.link.overflows).isZero();
		assertThat(this.hub.counters().skipped.sum()).isPositive();
		assertAccountedFor(client);
		for (Topic topic : List.of(A, B)) {
			long last = Objects.requireNonNull(this.hub.open(topic).last()).seq();
			assertThat(seqs(client, topic)).endsWith(last);
			assertThat(seqs(conflating, topic)).isSorted().doesNotHaveDuplicates().endsWith(last);
			assertThat(states(client, topic)).endsWith("LIVE");
		}
		assertThat(this.pool.bytes()).isZero();
	}

	private static void assertAccountedFor(Client client) {
		Map<String, Long> told = new HashMap<>();
		for (Object message : client.link.messages) {
			switch (message) {
				case Seen seen -> {
					assertThat(seen.seq()).isEqualTo(told.getOrDefault(seen.stream(), 0L) + 1);
					told.put(seen.stream(), seen.seq());
				}
				case Gap gap when !gap.cause().equals("upstream_reconnect") -> {
					assertThat(gap.from()).isEqualTo(told.getOrDefault(gap.stream(), 0L) + 1);
					told.put(gap.stream(), gap.to());
				}
				default -> {
					// The message says nothing of numbers.
				}
			}
		}
	}

	private static List<Long> seqs(Client client, Topic topic) {
		List<Long> seqs = new ArrayList<>();
		client.link.messages.forEach((message) -> {
			if (message instanceof Seen seen && seen.stream().equals(topic.name())) {
				seqs.add(seen.seq());
			}
		});
		return seqs;
	}

	private static List<String> states(Client client, Topic topic) {
		List<String> states = new ArrayList<>();
		client.link.messages.forEach((message) -> {
			if (message instanceof Status status && status.stream().equals(topic.name())) {
				states.add(String.valueOf(status.state()));
			}
		});
		return states;
	}

	private Client join(Delivery delivery, Topic... topics) {
		Client client = new Client();
		this.lane.join(client.outbox, List.of(topics), new SubscribeOptions(delivery, false, null),
				LaneDriver.NO_ANSWER);
		this.loop.run();
		return client;
	}

	private void ticks(Topic topic, int count) {
		for (int i = 0; i < count; i++) {
			this.hub.onTick(Ticks.of(topic));
			this.loop.run();
		}
	}

	/** Ticks that have waited for the loop. */
	private void lateTicks(Topic topic, int count) {
		for (int i = 0; i < count; i++) {
			this.hub.onTick(Ticks.of(topic));
			this.time.advance(600);
			this.loop.run();
		}
	}

	private final class Client {

		private final RecordingLink link = new RecordingLink();

		private final Outbox outbox = new Outbox(LateLaneTests.this.format, this.link,
				new OutboxLimits(QUEUE, 1_000_000, 16), LateLaneTests.this.pool);

		void takeAll() {
			this.link.writable = true;
			this.outbox.onWritable();
		}

	}

}
