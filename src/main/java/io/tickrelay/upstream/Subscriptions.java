package io.tickrelay.upstream;

import java.time.Duration;
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
import io.tickrelay.upstream.Hold.Held;
import io.tickrelay.upstream.Hold.Refused;
import io.tickrelay.upstream.Hold.Releasing;
import io.tickrelay.upstream.Hold.Renewing;
import io.tickrelay.upstream.Hold.Requested;
import io.tickrelay.upstream.Hold.Retry;
import io.tickrelay.upstream.Hold.Tries;
import io.tickrelay.upstream.Hold.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of one session against what it has: two levels, whose difference is
 * computed at the moment when a frame may be sent. A reconnect, a churn of clients and a
 * lost ack all come to the same. Lives on the session's loop; time is passed in.
 */
final class Subscriptions {

	private static final long FIRST_ACK_TIMEOUT_NS = Duration.ofSeconds(10).toNanos();

	private static final int MOST_DOUBLINGS = 5;

	private Set<Topic> wanted = Set.of();

	private final Map<Topic, Hold> holds = new LinkedHashMap<>();

	private final Strays strays = new Strays();

	/** Topics whose subscription was given up for another one, not yet asked for. */
	private final Set<Topic> renewing = new HashSet<>();

	private int stoodBefore;

	private int released;

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
		return (int) this.holds.values().stream().filter(Subscriptions::isStanding).count();
	}

	boolean isHeld(Topic topic) {
		return this.holds.get(topic) instanceof Held;
	}

	/** How a topic stands; null for not at all. */
	@Nullable Hold hold(Topic topic) {
		return this.holds.get(topic);
	}

	/** Everything that stands in some way, wanted or not. */
	void eachHold(BiConsumer<Topic, Hold> visitor) {
		this.holds.forEach(visitor);
	}

	/** The wanted topics and how they stand, oldest first. */
	void eachWanted(BiConsumer<Topic, Hold> visitor) {
		this.wanted.forEach((topic) -> {
			Hold hold = this.holds.get(topic);
			if (hold != null) {
				visitor.accept(topic, hold);
			}
		});
	}

	void put(Topic topic, Hold hold) {
		this.holds.put(topic, hold);
	}

	/**
	 * The topics to ask for now, oldest first, in lots that may not share a frame.
	 */
	List<List<Topic>> missing(long nowNs) {
		Map<Integer, List<Topic>> lots = new TreeMap<>();
		for (Topic topic : this.wanted) {
			Hold hold = this.holds.get(topic);
			if (isMissing(hold, nowNs)) {
				int lot = (hold instanceof Refused(var _, Retry retry, var _) && retry != null) ? retry.lot() : 0;
				lots.computeIfAbsent(lot, (key) -> new ArrayList<>()).add(topic);
			}
		}
		return List.copyOf(lots.values());
	}

	private static boolean isMissing(@Nullable Hold hold, long nowNs) {
		return switch (hold) {
			case null -> true;
			case Releasing _ -> true;
			case Waiting(long fromNs, var _, var _) -> nowNs - fromNs >= 0;
			case Refused(var _, Retry retry, var _) -> retry != null && nowNs - retry.atNs() >= 0;
			case Requested _, Held _, Renewing _ -> false;
		};
	}

	/** The topics to cancel now. */
	List<Topic> surplus() {
		List<Topic> surplus = new ArrayList<>();
		this.holds.forEach((topic, hold) -> {
			if (hold instanceof Renewing || (mayStand(hold) && !this.wanted.contains(topic))) {
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
			this.strays.forget(topic);
			this.renewing.remove(topic);
			this.holds.put(topic, new Requested(trace, nowNs, tries));
		}
	}

	void onUnsubscribed(List<Topic> topics, String trace, long nowNs) {
		topics.forEach((topic) -> this.holds.put(topic, new Releasing(trace, nowNs)));
	}

	void onAck(String trace) {
		this.holds.replaceAll((topic, hold) -> isRequestedBy(hold, trace) ? new Held() : hold);
		release((hold) -> hold instanceof Releasing releasing && releasing.trace().equals(trace));
	}

	/** A push proves a subscription, whatever became of its ack. */
	void onTick(Topic topic, long nowNs) {
		switch (this.holds.get(topic)) {
			case Requested _, Waiting _, Refused _ -> this.holds.put(topic, new Held());
			case Renewing _ -> {
				this.renewing.remove(topic);
				this.holds.put(topic, new Held());
			}
			case null -> onStray(topic, nowNs);
			case Held _ -> {
				// Known already.
			}
			case Releasing _ -> {
				// On its way when it was cancelled. Should it go on, it is a stray.
			}
		}
	}

	/**
	 * What is wanted will be asked for; what is not, and stands all the same, is
	 * cancelled.
	 */
	private void onStray(Topic topic, long nowNs) {
		if (!this.wanted.contains(topic) && this.strays.onTick(topic, nowNs)
				&& this.holds.size() < this.wanted.size() + Strays.MOST) {
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
		this.holds.replaceAll((topic, hold) -> switch (hold) {
			case Requested(var _, long sinceNs, Tries tries) when nowNs - sinceNs >= ackTimeoutNs(tries) ->
				new Waiting(nowNs, tries.ackLost(), true);
			case Requested _, Releasing _, Held _, Renewing _, Waiting _, Refused _ -> hold;
		});
		release((hold) -> hold instanceof Releasing(var _, long sinceNs) && nowNs - sinceNs >= FIRST_ACK_TIMEOUT_NS);
		forgetUnwanted();
	}

	/** How many topics were let go since the last question: room for others. */
	int takeReleased() {
		int taken = this.released;
		this.released = 0;
		return taken;
	}

	/** When to look next. */
	long nextDelayNs(long nowNs) {
		return this.holds.values().stream().mapToLong((hold) -> switch (hold) {
			case Requested(var _, long sinceNs, Tries tries) -> sinceNs + ackTimeoutNs(tries) - nowNs;
			case Releasing(var _, long sinceNs) -> sinceNs + FIRST_ACK_TIMEOUT_NS - nowNs;
			case Waiting(long fromNs, var _, var _) -> future(fromNs, nowNs);
			case Refused(var _, Retry retry, var _) -> (retry == null) ? Long.MAX_VALUE : future(retry.atNs(), nowNs);
			case Held _, Renewing _ -> Long.MAX_VALUE;
		}).min().orElse(Long.MAX_VALUE);
	}

	/** What is due already waits for a frame that may be sent, not for time. */
	private static long future(long atNs, long nowNs) {
		return (atNs - nowNs > 0) ? atNs - nowNs : Long.MAX_VALUE;
	}

	/**
	 * The session is gone, and with it everything that it held. What was refused stays
	 * so.
	 */
	void onSessionLost() {
		this.stoodBefore = Math.max(this.stoodBefore, heldCount());
		this.holds.values().removeIf((hold) -> !(hold instanceof Refused));
		this.holds.replaceAll((topic, hold) -> (hold instanceof Refused(var cause, var retry, var _))
				? new Refused(cause, retry, false) : hold);
		this.released = 0;
		this.strays.clear();
		this.renewing.clear();
	}

	/** A session begins; what was let go since the one before is room, too. */
	void onSession() {
		int refused = (int) this.wanted.stream().filter((topic) -> this.holds.get(topic) instanceof Refused).count();
		this.released = Math.max(0, this.stoodBefore - (this.wanted.size() - refused));
		this.stoodBefore = 0;
	}

	/**
	 * The interval of a symbol's only k-line subscription, or null where none or several
	 * stand.
	 */
	@Nullable Interval onlyIntervalOf(String symbol) {
		Interval only = null;
		for (Map.Entry<Topic, Hold> entry : this.holds.entrySet()) {
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

	private void release(Predicate<Hold> over) {
		int before = this.holds.size();
		this.holds.values().removeIf(over);
		this.released += before - this.holds.size();
	}

	private void forgetUnwanted() {
		this.holds.entrySet()
			.removeIf((entry) -> !this.wanted.contains(entry.getKey()) && !mayStand(entry.getValue())
					&& !(entry.getValue() instanceof Releasing));
	}

	private static boolean isRequestedBy(Hold hold, String trace) {
		return hold instanceof Requested requested && requested.trace().equals(trace);
	}

	private static boolean isStanding(Hold hold) {
		return hold instanceof Held || hold instanceof Renewing;
	}

	/** Whether the upstream has it, or may have it. */
	private static boolean mayStand(Hold hold) {
		return switch (hold) {
			case Requested _, Held _, Renewing _ -> true;
			case Waiting(var _, var _, boolean may) -> may;
			case Refused(var _, var _, boolean may) -> may;
			case Releasing _ -> false;
		};
	}

	private static long ackTimeoutNs(Tries tries) {
		return FIRST_ACK_TIMEOUT_NS << Math.min(tries.lostAcks(), MOST_DOUBLINGS);
	}

}
