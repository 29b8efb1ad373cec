package io.tickrelay.upstream.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.limits.FrameBudget;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Several sessions of one key in one virtual time, with the upstream that answers them
 * and loses, refuses and breaks off as it is told. Watches over the key's window at every
 * frame.
 */
public final class SharedKeyStory {

	public static final int SESSIONS = 3;

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	static final long MINUTE = Duration.ofSeconds(61).toNanos();

	private static final int LIMIT = 50;

	static final int UNGUARDED = 100_000;

	// Near the end of the clock's range, so that every story passes over it.
	private static final long START_NS = Long.MAX_VALUE - Duration.ofSeconds(90).toNanos();

	private final FrameBudget budget = new FrameBudget(LIMIT, SESSIONS, MachineDriver.TIMES.heartbeatNs());

	private final KeyProbes trials = new KeyProbes();

	private final List<SharedKeyPlayer> players = new ArrayList<>();

	private final PriorityQueue<Answer> answers = new PriorityQueue<>();

	private final List<Long> sent = new ArrayList<>();

	private long elapsedNs;

	private long number;

	public SharedKeyStory(long seed) {
		List<Business> businesses = List.of(Business.STOCK, Business.CRYPTO, Business.COMMON);
		for (Business business : businesses) {
			this.players.add(new SharedKeyPlayer(this, business, new Random(seed)));
		}
	}

	public SharedKeyPlayer player(int session) {
		return this.players.get(session);
	}

	/** Frames of every kind that were sent so far. */
	public int frames() {
		return this.sent.size();
	}

	/** Lets time pass, with data flowing where subscriptions stand. */
	public void pass(Duration duration) {
		long end = this.elapsedNs + duration.toNanos();
		while (this.elapsedNs < end) {
			run(Math.min(end, this.elapsedNs + SECOND));
			this.players.forEach(SharedKeyPlayer::push);
		}
	}

	static String name(Topic topic) {
		return topic.symbol() + "@" + topic.channel().text();
	}

	long nowNs() {
		return START_NS + this.elapsedNs;
	}

	FrameBudget.Share share() {
		return this.budget.share();
	}

	KeyProbes trials() {
		return this.trials;
	}

	void later(SharedKeyPlayer player, int connection, SessionEvent event, long delayNs) {
		this.answers.add(new Answer(this.elapsedNs + delayNs, ++this.number, player, connection, event));
	}

	private void run(long endNs) {
		while (true) {
			Answer answer = this.answers.peek();
			long next = (answer != null) ? Math.min(endNs, answer.atNs()) : endNs;
			SharedKeyPlayer first = null;
			for (SharedKeyPlayer player : this.players) {
				long delay = player.nextDelayNs();
				if (delay <= next - this.elapsedNs && delay < Long.MAX_VALUE) {
					next = this.elapsedNs + delay;
					first = player;
				}
			}
			this.elapsedNs = next;
			if (first != null) {
				first.on(new SessionEvent.TimePassed());
			}
			else if (answer != null && answer.atNs() <= this.elapsedNs) {
				this.answers.remove();
				answer.player().hear(answer);
			}
			else {
				return;
			}
		}
	}

	void onSent() {
		this.sent.add(this.elapsedNs);
		int count = this.sent.size();
		if (count > LIMIT) {
			assertThat(this.elapsedNs - this.sent.get(count - 1 - LIMIT)).as("the window of frame " + count)
				.isGreaterThanOrEqualTo(MINUTE);
		}
	}

	/** Something that the upstream will say. */
	record Answer(long atNs, long number, SharedKeyPlayer player, int connection,
			SessionEvent event) implements Comparable<Answer> {

		@Override
		public int compareTo(Answer other) {
			int byTime = Long.compare(this.atNs, other.atNs);
			return (byTime != 0) ? byTime : Long.compare(this.number, other.number);
		}

	}

}
