package io.tickrelay.upstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.Hold.Held;
import io.tickrelay.upstream.Hold.Refused;
import io.tickrelay.upstream.Hold.Releasing;
import io.tickrelay.upstream.Hold.Requested;
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

	private static final long RELEASE_GRACE_NS = Duration.ofSeconds(2).toNanos();

	private static final long FIRST_RETRY_NS = Duration.ofSeconds(2).toNanos();

	private static final int MOST_RETRIES = 5;

	private Set<Topic> wanted = Set.of();

	private final Map<Topic, Hold> holds = new LinkedHashMap<>();

	/** Takes note of the wanted level, older topics first. */
	void want(Set<Topic> topics) {
		this.wanted = new LinkedHashSet<>(topics);
		this.holds.entrySet()
			.removeIf((entry) -> !this.wanted.contains(entry.getKey()) && isNothingToCancel(entry.getValue()));
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
		return (int) this.holds.values().stream().filter(Held.class::isInstance).count();
	}

	/** The topics to ask for now, oldest first. */
	List<Topic> missing(long nowNs) {
		return this.wanted.stream().filter((topic) -> switch (this.holds.get(topic)) {
			case null -> true;
			case Releasing _ -> true;
			case Waiting(long fromNs, var _, var _) -> nowNs - fromNs >= 0;
			case Requested _, Held _, Refused _ -> false;
		}).toList();
	}

	/** The topics to cancel now. */
	List<Topic> surplus() {
		List<Topic> surplus = new ArrayList<>();
		this.holds.forEach((topic, hold) -> {
			boolean stands = hold instanceof Requested || hold instanceof Held
					|| (hold instanceof Waiting waiting && waiting.mayStand());
			if (stands && !this.wanted.contains(topic)) {
				surplus.add(topic);
			}
		});
		return surplus;
	}

	void onSubscribed(List<Topic> topics, String trace, long nowNs) {
		for (Topic topic : topics) {
			int tries = (this.holds.get(topic) instanceof Waiting(var _, int before, var _)) ? before : 0;
			this.holds.put(topic, new Requested(trace, nowNs, tries));
		}
	}

	void onUnsubscribed(List<Topic> topics, String trace, long nowNs) {
		topics.forEach((topic) -> this.holds.put(topic, new Releasing(trace, nowNs, false)));
	}

	void onAck(String trace) {
		this.holds.replaceAll((topic, hold) -> isRequestedBy(hold, trace) ? new Held() : hold);
		this.holds.values().removeIf((hold) -> hold instanceof Releasing releasing && releasing.trace().equals(trace));
	}

	/** A push proves a subscription, whatever became of its ack. */
	void onTick(Topic topic, long nowNs) {
		switch (this.holds.get(topic)) {
			case Requested _, Waiting _, Refused _ -> this.holds.put(topic, new Held());
			case Releasing(String trace, long sinceNs, boolean pushed) -> {
				if (!pushed && nowNs - sinceNs > RELEASE_GRACE_NS) {
					this.holds.put(topic, new Releasing(trace, sinceNs, true));
				}
			}
			case null -> {
				// A push of a topic that was never asked for: the hub counts it.
			}
			case Held _ -> {
				// Known already.
			}
		}
	}

	/** Gives up every topic of a frame; an unnamed frame means none. */
	List<Topic> refuse(@Nullable String trace, Cause cause) {
		return refuse(requestedBy(trace), cause);
	}

	/** What the upstream will not have although it is wanted. */
	Map<Topic, Cause> refused() {
		Map<Topic, Cause> refused = new LinkedHashMap<>();
		this.holds.forEach((topic, hold) -> {
			if (hold instanceof Refused(Cause cause)) {
				refused.put(topic, cause);
			}
		});
		return refused;
	}

	/**
	 * Gives up the newest half of a frame's symbols and lets the others be asked for
	 * again.
	 */
	List<Topic> refuseNewest(@Nullable String trace, long nowNs) {
		List<Topic> asked = requestedBy(trace);
		List<String> symbols = new ArrayList<>(new LinkedHashSet<>(asked.stream().map(Topic::symbol).toList()));
		Set<String> newest = new HashSet<>(symbols.subList(symbols.size() / 2, symbols.size()));
		List<Topic> refused = refuse(asked.stream().filter((topic) -> newest.contains(topic.symbol())).toList(),
				Cause.QUOTA);
		asked.stream()
			.filter(Predicate.not(refused::contains))
			.forEach((topic) -> this.holds.put(topic, new Waiting(nowNs, 0, false)));
		return refused;
	}

	/**
	 * Asks for a frame's topics again, later each time, and gives the newest up in the
	 * end.
	 */
	List<Topic> askAgain(@Nullable String trace, long nowNs) {
		List<Topic> asked = requestedBy(trace);
		int tries = asked.stream().mapToInt(this::tries).max().orElse(0);
		if (tries >= MOST_RETRIES) {
			return refuseNewest(trace, nowNs);
		}
		asked.forEach(
				(topic) -> this.holds.put(topic, new Waiting(nowNs + (FIRST_RETRY_NS << tries), tries + 1, false)));
		return List.of();
	}

	/** Notices acks that do not come. */
	void onTime(long nowNs) {
		this.holds.replaceAll((topic, hold) -> switch (hold) {
			case Requested(var _, long sinceNs, int tries) when nowNs - sinceNs >= ackTimeoutNs(tries) ->
				new Waiting(nowNs, tries + 1, true);
			// Cancelled in vain: as it is not wanted, it will be cancelled again.
			case Releasing(var _, long sinceNs, boolean pushed) when pushed
					&& nowNs - sinceNs >= FIRST_ACK_TIMEOUT_NS ->
				new Held();
			case Requested _, Releasing _, Held _, Waiting _, Refused _ -> hold;
		});
		this.holds.entrySet()
			.removeIf((entry) -> (entry.getValue() instanceof Releasing(var _, long sinceNs, var _)
					&& nowNs - sinceNs >= FIRST_ACK_TIMEOUT_NS)
					|| (isNothingToCancel(entry.getValue()) && !this.wanted.contains(entry.getKey())));
	}

	/** When to look next. */
	long nextDelayNs(long nowNs) {
		return this.holds.values().stream().mapToLong((hold) -> switch (hold) {
			case Requested(var _, long sinceNs, int tries) -> sinceNs + ackTimeoutNs(tries) - nowNs;
			case Releasing(var _, long sinceNs, var _) -> sinceNs + FIRST_ACK_TIMEOUT_NS - nowNs;
			// What is due already waits for a frame that may be sent, not for time.
			case Waiting(long fromNs, var _, var _) -> (fromNs - nowNs > 0) ? fromNs - nowNs : Long.MAX_VALUE;
			case Held _, Refused _ -> Long.MAX_VALUE;
		}).min().orElse(Long.MAX_VALUE);
	}

	/**
	 * The session is gone, and with it everything that it held. What was refused stays
	 * so.
	 */
	void onSessionLost() {
		this.holds.values().removeIf((hold) -> !(hold instanceof Refused));
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

	private List<Topic> requestedBy(@Nullable String trace) {
		return (trace == null) ? List.of()
				: this.wanted.stream().filter((topic) -> isRequestedBy(this.holds.get(topic), trace)).toList();
	}

	private List<Topic> refuse(List<Topic> topics, Cause cause) {
		topics.forEach((topic) -> this.holds.put(topic, new Refused(cause)));
		return topics;
	}

	private int tries(Topic topic) {
		return (this.holds.get(topic) instanceof Requested(var _, var _, int tries)) ? tries : 0;
	}

	private static boolean isRequestedBy(@Nullable Hold hold, String trace) {
		return hold instanceof Requested requested && requested.trace().equals(trace);
	}

	private static boolean isNothingToCancel(Hold hold) {
		return hold instanceof Refused || (hold instanceof Waiting waiting && !waiting.mayStand());
	}

	private static long ackTimeoutNs(int tries) {
		return FIRST_ACK_TIMEOUT_NS << Math.min(tries, MOST_DOUBLINGS);
	}

}
