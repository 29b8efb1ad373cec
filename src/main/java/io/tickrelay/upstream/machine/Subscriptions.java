package io.tickrelay.upstream.machine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.machine.SubscriptionState.Held;
import io.tickrelay.upstream.machine.SubscriptionState.Refused;
import io.tickrelay.upstream.machine.SubscriptionState.Releasing;
import io.tickrelay.upstream.machine.SubscriptionState.Renewing;
import io.tickrelay.upstream.machine.SubscriptionState.Requested;
import io.tickrelay.upstream.machine.SubscriptionState.Retry;
import io.tickrelay.upstream.machine.SubscriptionState.Tries;
import io.tickrelay.upstream.machine.SubscriptionState.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * The wanted and the held topics of one session: two levels, whose difference is computed
 * at the moment when a frame may be sent. A reconnect, a churn of clients and a lost ack
 * all come to the same. Lives on the session's loop; time is passed in.
 */
final class Subscriptions {

	private Set<Topic> wanted = Set.of();

	private final Map<Topic, SubscriptionState> holds = new LinkedHashMap<>();

	private final UnrequestedTopics unrequestedTopics = new UnrequestedTopics();

	/** Topics whose subscription was given up for another one, not yet asked for. */
	private final Set<Topic> renewing = new HashSet<>();

	private final FreedSymbols freedSymbols = new FreedSymbols();

	private final SubscriptionTrace stories = new SubscriptionTrace();

	/** Takes note of the wanted level, older topics first. */
	void want(Set<Topic> topics) {
		this.wanted = new LinkedHashSet<>(topics);
		this.renewing.retainAll(this.wanted);
		forgetUnwanted();
	}

	boolean isWanted(Topic topic) {
		return this.wanted.contains(topic);
	}

	boolean isNothingWanted() {
		return this.wanted.isEmpty();
	}

	boolean isAtRest() {
		return this.wanted.isEmpty() && this.holds.isEmpty();
	}

	int wantedCount() {
		return this.wanted.size();
	}

	int heldCount() {
		return (int) this.holds.values().stream().filter(SubscriptionState::isStanding).count();
	}

	boolean isHeld(Topic topic) {
		return this.holds.get(topic) instanceof Held;
	}

	/** How a topic stands; null for not at all. */
	@Nullable SubscriptionState hold(Topic topic) {
		return this.holds.get(topic);
	}

	/** What became of each topic. */
	SubscriptionTrace stories() {
		return this.stories;
	}

	/** The wanted topics that were asked for and not answered. */
	List<Topic> unanswered() {
		return this.wanted.stream().filter((topic) -> this.holds.get(topic) instanceof Requested).toList();
	}

	/** Everything that stands in some way, wanted or not. */
	void eachHold(BiConsumer<Topic, SubscriptionState> visitor) {
		this.holds.forEach(visitor);
	}

	/** The wanted topics and how they stand, oldest first. */
	void eachWanted(BiConsumer<Topic, SubscriptionState> visitor) {
		this.wanted.forEach((topic) -> {
			SubscriptionState subscriptionState = this.holds.get(topic);
			if (subscriptionState != null) {
				visitor.accept(topic, subscriptionState);
			}
		});
	}

	void put(Topic topic, SubscriptionState subscriptionState) {
		this.holds.put(topic, subscriptionState);
	}

	/** The topics to ask for now, oldest first, in lots that may not share a frame. */
	List<List<Topic>> missing(long nowNs) {
		Map<Integer, List<Topic>> lots = new TreeMap<>();
		for (Topic topic : this.wanted) {
			SubscriptionState subscriptionState = this.holds.get(topic);
			if (subscriptionState == null || subscriptionState.isMissing(nowNs)) {
				int lot = (subscriptionState instanceof Refused(var _, Retry retry, var _) && retry != null)
						? retry.lot() : 0;
				lots.computeIfAbsent(lot, (key) -> new ArrayList<>()).add(topic);
			}
		}
		return List.copyOf(lots.values());
	}

	/** The topics to cancel now. */
	List<Topic> surplus() {
		List<Topic> surplus = new ArrayList<>();
		this.holds.forEach((topic, subscriptionState) -> {
			if (subscriptionState instanceof Renewing
					|| (subscriptionState.mayStand() && !this.wanted.contains(topic))) {
				surplus.add(topic);
			}
		});
		return surplus;
	}

	void onSubscribed(List<Topic> topics, String trace, long nowNs) {
		for (Topic topic : topics) {
			Tries tries = switch (this.holds.get(topic)) {
				case Waiting(var _, Tries before, var _) -> before;
				case Refused(var _, var _, boolean mayStand) when mayStand -> Tries.NONE.ackLost();
				case null -> Tries.NONE;
				case Refused _, Releasing _, Requested _, Held _, Renewing _ -> Tries.NONE;
			};
			this.unrequestedTopics.forget(topic);
			this.renewing.remove(topic);
			this.holds.put(topic, new Requested(trace, nowNs, tries));
			this.stories.onSent(topic, nowNs);
		}
	}

	void onUnsubscribed(List<Topic> topics, String trace, long nowNs) {
		for (Topic topic : topics) {
			this.holds.put(topic, new Releasing(trace, nowNs));
			this.stories.onReleased(topic);
		}
	}

	void onAck(String trace, long nowNs) {
		this.holds.replaceAll((topic, subscriptionState) -> {
			if (!isRequestedBy(subscriptionState, trace)) {
				return subscriptionState;
			}
			this.stories.onHeld(topic, nowNs);
			return new Held();
		});
		release((subscriptionState) -> subscriptionState instanceof Releasing releasing
				&& releasing.trace().equals(trace));
	}

	/** A push proves a subscription, whatever became of its ack. */
	void onTick(Topic topic, long nowNs) {
		switch (this.holds.get(topic)) {
			case Requested _, Waiting _, Refused _ -> {
				this.holds.put(topic, new Held());
				this.stories.onHeld(topic, nowNs);
			}
			case Renewing _ -> {
				this.renewing.remove(topic);
				this.holds.put(topic, new Held());
			}
			case null -> onStray(topic, nowNs);
			case Held _ -> {
				// Known already.
			}
			case Releasing _ -> {
				// On its way when it was cancelled. Should it go on, it is unrequested.
			}
		}
	}

	/**
	 * What is wanted will be asked for; what is not, and stands all the same, is
	 * cancelled.
	 */
	private void onStray(Topic topic, long nowNs) {
		if (!this.wanted.contains(topic) && this.unrequestedTopics.onTick(topic, nowNs)
				&& this.holds.size() < this.wanted.size() + UnrequestedTopics.MOST) {
			this.holds.put(topic, new Held());
		}
	}

	/** Whether asking for a topic now replaces a subscription that stood. */
	boolean isInterrupted(Topic topic) {
		return this.renewing.contains(topic) || this.holds.get(topic) instanceof Releasing;
	}

	/** A topic that stands is to be cancelled and asked for anew. */
	void renew(Topic topic) {
		if (isHeld(topic)) {
			this.renewing.add(topic);
			this.holds.put(topic, new Renewing());
		}
	}

	/** Notices acks that do not come. */
	void onTime(long nowNs) {
		this.holds.replaceAll((topic,
				subscriptionState) -> (subscriptionState instanceof Requested requested
						&& subscriptionState.isOverdue(nowNs)) ? new Waiting(nowNs, requested.tries().ackLost(), true)
								: subscriptionState);
		release((subscriptionState) -> subscriptionState instanceof Releasing && subscriptionState.isOverdue(nowNs));
		forgetUnwanted();
	}

	/** How many topics were let go since the last question: room for others. */
	int takeReleased() {
		return this.freedSymbols.take();
	}

	/** When to look next. */
	long nextDelayNs(long nowNs) {
		return this.holds.values()
			.stream()
			.mapToLong((subscriptionState) -> subscriptionState.nextDelayNs(nowNs))
			.min()
			.orElse(Long.MAX_VALUE);
	}

	/**
	 * The session is gone, and with it everything that it held. What was refused stays
	 * so.
	 */
	void onSessionLost() {
		this.freedSymbols.onSessionLost(heldCount());
		this.stories.onSessionLost();
		this.holds.values().removeIf((subscriptionState) -> !(subscriptionState instanceof Refused));
		this.holds.replaceAll(
				(topic, subscriptionState) -> (subscriptionState instanceof Refused(var cause, var retry, var _))
						? new Refused(cause, retry, false) : subscriptionState);
		this.unrequestedTopics.clear();
		this.renewing.clear();
		forgetUnwanted();
	}

	/** A session begins; what was let go since the one before is room, too. */
	void onSession() {
		int refused = (int) this.wanted.stream().filter((topic) -> this.holds.get(topic) instanceof Refused).count();
		this.freedSymbols.onSession(this.wanted.size() - refused);
	}

	/**
	 * The interval of a symbol's only k-line subscription, or null where none or several
	 * stand.
	 */
	@Nullable Interval onlyIntervalOf(String symbol) {
		Interval only = null;
		for (Map.Entry<Topic, SubscriptionState> entry : this.holds.entrySet()) {
			Topic topic = entry.getKey();
			if (topic.symbol().equals(symbol) && topic.channel() instanceof Channel.Kline(Interval interval)
					&& !(entry.getValue() instanceof Refused)) {
				if (only != null) {
					return null;
				}
				only = interval;
			}
		}
		return only;
	}

	private void release(Predicate<SubscriptionState> over) {
		int before = this.holds.size();
		this.holds.values().removeIf(over);
		this.freedSymbols.onReleased(before - this.holds.size());
	}

	private void forgetUnwanted() {
		this.holds.entrySet()
			.removeIf((entry) -> !this.wanted.contains(entry.getKey()) && !entry.getValue().mayStand()
					&& !(entry.getValue() instanceof Releasing));
		this.stories.retain((topic) -> this.wanted.contains(topic) || this.holds.containsKey(topic));
	}

	private static boolean isRequestedBy(SubscriptionState subscriptionState, String trace) {
		return subscriptionState instanceof Requested requested && requested.trace().equals(trace);
	}

}
