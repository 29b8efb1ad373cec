package io.tickrelay.hub.lane;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import io.tickrelay.hub.Resumption;
import io.tickrelay.hub.TickHub;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.Outbox;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Clients that have asked a lane for topics and wait until it has told what it had queued
 * by then. A client that is let in at once would see streams that are new to the lane as
 * they are now. It would see others as they were at the queue's first frame, and could
 * not resume by one time for all. Lives on the lane's loop.
 */
final class PendingJoins {

	private final Deque<Arrival> waiting = new ArrayDeque<>();

	void add(Arrival arrival) {
		this.waiting.add(arrival);
	}

	boolean isEmpty() {
		return this.waiting.isEmpty();
	}

	/** The next client that need wait no longer. */
	@Nullable Arrival poll(long handed, boolean idle) {
		Arrival first = this.waiting.peek();
		return (first != null && (idle || handed >= first.behind())) ? this.waiting.poll() : null;
	}

	/** A client wants topics no longer. */
	void forget(Outbox client, Collection<Topic> unwanted) {
		this.waiting.removeIf((arrival) -> arrival.client() == client && arrival.leave(unwanted));
	}

	/** Whether a client waits for a topic. */
	boolean expect(Topic topic) {
		return this.waiting.stream().anyMatch((arrival) -> arrival.topics().containsKey(topic));
	}

	/**
	 * A client's request to join.
	 *
	 * @param client the client
	 * @param topics the topics that it wants, each with the number of its outages when
	 * the client came; a copy of its own
	 * @param delivery how the client wants them; null to leave that as it is
	 * @param snapshot whether to send last values
	 * @param resumeAfter the receive time of the last tick that it has
	 * @param resumed writes what became of the resumption
	 * @param behind how many frames the lane must have handed on before
	 */
	record Arrival(Outbox client, Map<Topic, Integer> topics, @Nullable Delivery delivery, boolean snapshot,
			@Nullable Long resumeAfter, Function<Resumption, byte[]> resumed, long behind) {

		/** Lets the client in: the past first, if it can be had, or else the present. */
		void admit(Function<Topic, @Nullable LaneTopic> lane, TickHub hub) {
			Map<LaneTopic, Delivery> wanted = wanted(lane);
			Resumption resumption = (this.resumeAfter == null) ? null
					: Replay.send(this.client, wanted, this.resumeAfter, hub);
			if (resumption != null) {
				hub.counters().onResumption(resumption);
			}
			if (resumption instanceof Resumption.Recovered) {
				this.client.inOrder(this.resumed.apply(resumption));
				wanted.forEach((topic, how) -> {
					if (topic.enter(this.client, how, null)) {
						topic.tellState(this.client, how);
					}
				});
			}
			else {
				wanted.forEach((topic, how) -> {
					boolean isNew = topic.enter(this.client, how, this.topics.get(topic.topic()));
					if (this.snapshot && (isNew || resumption != null)) {
						topic.showLast(this.client, how);
					}
					if (isNew) {
						topic.tellState(this.client, how);
					}
				});
				if (resumption != null) {
					this.client.inOrder(this.resumed.apply(resumption));
				}
			}
			this.client.settle();
		}

		/**
		 * The topics, in the order of receipt of their last values. A client that is cut
		 * off amid them resumes behind the last value that it got.
		 */
		private Map<LaneTopic, Delivery> wanted(Function<Topic, @Nullable LaneTopic> lane) {
			Map<LaneTopic, Delivery> wanted = new LinkedHashMap<>();
			this.topics.keySet()
				.stream()
				.map(lane)
				.filter(Objects::nonNull)
				.sorted(Comparator.comparingLong(LaneTopic::shownMicros))
				.forEachOrdered((topic) -> {
					Delivery how = (this.delivery != null) ? this.delivery : topic.delivery(this.client);
					if (how != null) {
						wanted.put(topic, how);
					}
				});
			return wanted;
		}

		/** Gives topics up; true where none is left. */
		private boolean leave(Collection<Topic> unwanted) {
			this.topics.keySet().removeAll(unwanted);
			return this.topics.isEmpty();
		}

	}

}
