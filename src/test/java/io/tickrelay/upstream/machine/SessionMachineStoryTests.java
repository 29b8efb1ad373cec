package io.tickrelay.upstream.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import io.tickrelay.hub.TopicCondition;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.wire.ClientFrame;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Long stories of churn, drops, lost acks, silence and complaints, told by chance with a
 * fixed seed. The driver watches over what must hold at every step; here it is asked
 * whether the session comes to what is wanted when the storm ends.
 */
class SessionMachineStoryTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private static final Duration MINUTE = Duration.ofSeconds(61);

	private static final int[] COMPLAINTS = { 0, 499, 500, 501, 503, 505, 506, 512, 513, 515, 516, 524, 999 };

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 })
	void comesToWhatIsWantedWhenTheStormEnds(long seed) {
		Story story = new Story(seed);
		for (int round = 0; round < 3; round++) {
			story.storm(Duration.ofMinutes(20));
			story.calm(Duration.ofMinutes(25));
			story.checkConvergence();
		}
	}

	/** An upstream with whims, and clients without patience. */
	private static final class Story {

		private final Random random;

		private final MachineDriver driver;

		private final PriorityQueue<Answer> answers = new PriorityQueue<>();

		/** What stands at the upstream in this connection. */
		private final Set<Topic> topicCondition = new LinkedHashSet<>();

		private final Set<Topic> wanted = new LinkedHashSet<>();

		private final Set<Topic> refused = new LinkedHashSet<>();

		private boolean stormy;

		private boolean silent;

		private int seen;

		private long number;

		Story(long seed) {
			this.random = new Random(seed);
			this.driver = new MachineDriver(new Random(seed + 1));
		}

		void storm(Duration duration) {
			this.stormy = true;
			long end = this.driver.elapsedNs() + duration.toNanos();
			while (this.driver.elapsedNs() < end) {
				int whim = this.random.nextInt(100);
				if (whim < 40) {
					churn();
				}
				else if (whim < 43 && this.driver.isOpen()) {
					close();
				}
				else if (whim < 45) {
					this.silent = !this.silent;
				}
				else if (whim < 47 && this.driver.isGreeted()) {
					event(new SessionEvent.Complained(COMPLAINTS[this.random.nextInt(COMPLAINTS.length)],
							this.random.nextBoolean() ? null : "none of ours"));
				}
				run(this.random.nextLong(3 * SECOND));
				if (!this.silent) {
					push();
				}
			}
		}

		void calm(Duration duration) {
			this.stormy = false;
			this.silent = false;
			long end = this.driver.elapsedNs() + duration.toNanos();
			while (this.driver.elapsedNs() < end) {
				run(SECOND);
				if (this.driver.isGreeted()) {
					event(new SessionEvent.Pong());
					push();
				}
			}
		}

		void checkConvergence() {
			Set<String> expected = names(this.wanted);
			expected.removeAll(names(this.refused));
			assertThat(names(this.topicCondition)).isEqualTo(expected);
			SessionView view = this.driver.machine.view(this.driver.nowNs());
			assertThat(view.active()).isEqualTo(expected.size());
			assertThat(view.desired()).isEqualTo(this.wanted.size());
			if (!this.wanted.isEmpty()) {
				assertThat(view.state()).isInstanceOf(SessionState.Live.class);
			}
		}

		private void push() {
			if (this.driver.isGreeted()) {
				this.topicCondition.forEach((topic) -> this.driver.machine.onTick(topic, this.driver.nowNs()));
				// A refusal that data gives the lie to is none.
				this.refused.removeAll(List.copyOf(this.topicCondition));
			}
		}

		private void churn() {
			for (int i = this.random.nextInt(1, 5); i > 0; i--) {
				Topic topic = topic();
				if (!this.wanted.remove(topic)) {
					this.wanted.add(topic);
				}
			}
			if (this.random.nextInt(12) == 0) {
				this.wanted.clear();
			}
			this.refused.retainAll(this.wanted);
			event(new SessionEvent.Wanted(new LinkedHashSet<>(this.wanted)));
		}

		private Topic topic() {
			int kind = this.random.nextInt(6);
			Channel channel = switch (kind) {
				case 0, 1 -> Channel.TRADE;
				case 2 -> Channel.DEPTH;
				default -> Channel.kline(List.of(Interval.values()).get(kind));
			};
			return new Topic(Business.CRYPTO, "S" + this.random.nextInt(12), channel);
		}

		/**
		 * Lets time pass with the machine's timers and the upstream's answers in order.
		 */
		private void run(long durationNs) {
			long end = this.driver.elapsedNs() + durationNs;
			while (true) {
				Answer next = this.answers.peek();
				long until = (next != null) ? Math.min(end, next.atNs()) : end;
				long timer = this.driver.machine.nextDelayNs(this.driver.nowNs());
				if (timer < until - this.driver.elapsedNs()) {
					until = this.driver.elapsedNs() + timer;
				}
				this.driver.passUntil(Math.max(until, this.driver.elapsedNs()));
				react();
				if (next != null && next.atNs() <= this.driver.elapsedNs()) {
					this.answers.remove(next);
					answer(next);
				}
				else if (this.driver.elapsedNs() >= end) {
					return;
				}
			}
		}

		private void answer(Answer answer) {
			if (answer.connection() == this.driver.connection()) {
				switch (answer.event()) {
					case SessionEvent.Closed _ -> close();
					default -> event(answer.event());
				}
			}
		}

		private void event(SessionEvent event) {
			this.driver.on(event);
			react();
		}

		private void close() {
			this.topicCondition.clear();
			event(new SessionEvent.Closed(this.driver.connection(), Failure.CONNECTION_LOST));
		}

		/** Does as the upstream what the machine asked of it. */
		private void react() {
			while (this.seen < this.driver.done.size()) {
				SessionAction action = this.driver.done.get(this.seen++).action();
				switch (action) {
					case SessionAction.Open(int connection) -> opened(connection);
					case SessionAction.Close(int connection) ->
						later(new SessionEvent.Closed(connection, Failure.CONNECTION_LOST), SECOND);
					case SessionAction.Send(ClientFrame frame) -> received(frame);
					case SessionAction.Ping _ -> {
						if (!this.silent) {
							later(new SessionEvent.Pong(), SECOND / 10);
						}
					}
					case SessionAction.Tell(Topic topic, var topicCondition) -> {
						assertThat(this.wanted).contains(topic);
						told(topic, topicCondition);
					}
					case SessionAction.Announce _, SessionAction.Report _, SessionAction.Entered _ -> {
						// Words alone.
					}
				}
			}
		}

		private void told(Topic topic, TopicCondition topicCondition) {
			switch (topicCondition) {
				case TopicCondition.Refused _ -> this.refused.add(topic);
				case TopicCondition.Asked _ -> this.refused.remove(topic);
				case TopicCondition.Queued(Duration eta) -> assertThat(eta).isPositive().isLessThanOrEqualTo(MINUTE);
				case TopicCondition.Mute _ -> {
					// As it is.
				}
			}
		}

		private void opened(int connection) {
			this.topicCondition.clear();
			if (this.stormy && this.random.nextInt(3) == 0) {
				int status = List.of(427, 429, 500, 502, 503).get(this.random.nextInt(5));
				later(this.random.nextBoolean() ? new SessionEvent.Refused(connection, status)
						: new SessionEvent.Closed(connection, Failure.CONNECT_FAILED), SECOND / 5);
				return;
			}
			later(new SessionEvent.Opened(connection), SECOND / 10);
			if (!this.silent) {
				later(new SessionEvent.Greeted(), SECOND / 5);
			}
		}

		private void received(ClientFrame frame) {
			if (frame instanceof ClientFrame.Heartbeat) {
				return;
			}
			if (this.stormy && this.random.nextInt(8) == 0) {
				int code = List.of(505, 506, 516).get(this.random.nextInt(3));
				later(new SessionEvent.Complained(code, frame.trace()), SECOND / 10);
				if (VendorModel.unsubscribes(frame).isEmpty()) {
					return;
				}
			}
			assertThat(VendorModel.subscribes(frame).size() + VendorModel.unsubscribes(frame).size()).isPositive();
			this.topicCondition.addAll(VendorModel.subscribes(frame));
			this.topicCondition.removeAll(new ArrayList<>(VendorModel.unsubscribes(frame)));
			if (!this.stormy || this.random.nextInt(4) > 0) {
				later(new SessionEvent.Acked(frame.trace()), this.random.nextLong(SECOND / 2));
			}
		}

		private void later(SessionEvent event, long delayNs) {
			this.answers
				.add(new Answer(this.driver.elapsedNs() + delayNs, ++this.number, this.driver.connection(), event));
		}

		private static Set<String> names(Set<Topic> topics) {
			Set<String> names = new TreeSet<>();
			topics.forEach((topic) -> names.add(topic.name()));
			return names;
		}

	}

	/** Something that the upstream will say. */
	private record Answer(long atNs, long number, int connection, SessionEvent event) implements Comparable<Answer> {

		@Override
		public int compareTo(Answer other) {
			int byTime = Long.compare(this.atNs, other.atNs);
			return (byTime != 0) ? byTime : Long.compare(this.number, other.number);
		}

	}

}
