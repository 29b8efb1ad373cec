package io.tickrelay.upstream.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.machine.SubscriptionState.Refused;
import io.tickrelay.upstream.machine.SubscriptionState.Releasing;
import io.tickrelay.upstream.machine.SubscriptionState.Requested;
import io.tickrelay.upstream.machine.SubscriptionState.Retry;
import io.tickrelay.upstream.machine.SubscriptionState.Tries;
import io.tickrelay.upstream.machine.SubscriptionState.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * The topics of frames that the upstream refused. The vendor refuses whole frames, so all
 * their topics are told so at once. They are then asked for again in halves, so that one
 * bad symbol does not cost its neighbours. What has no room in the plan is asked about
 * again when some is made.
 */
final class RefusedTopics {

	private static final long FIRST_RETRY_NS = Duration.ofSeconds(2).toNanos();

	private static final long LAST_RETRY_NS = Duration.ofSeconds(30).toNanos();

	private static final int MOST_RETRIES = 5;

	private static final long HALVES_AFTER_NS = Duration.ofSeconds(10).toNanos();

	private static final long ROOM_AFTER_NS = Duration.ofMinutes(15).toNanos();

	private static final long TOO_MUCH_AFTER_NS = Duration.ofHours(1).toNanos();

	private static final long GUESSED_AFTER_NS = Duration.ofMinutes(1).toNanos();

	private final Subscriptions subscriptions;

	private int lots;

	RefusedTopics(Subscriptions subscriptions) {
		this.subscriptions = subscriptions;
	}

	/**
	 * Gives up every topic of a frame, and asks about its halves later.
	 * @return what to tell
	 */
	Map<Topic, Cause> refuse(@Nullable String trace, Cause cause, long nowNs) {
		List<Topic> asked = requestedBy(trace);
		int middle = asked.size() / 2;
		boolean guessed = trace == null || !Reconciler.isTrace(trace);
		// A guess may be wrong, so it is not for good.
		Retry single = guessed ? retry(GUESSED_AFTER_NS, nowNs) : null;
		put(asked.subList(0, middle), cause, retry(HALVES_AFTER_NS, nowNs));
		put(asked.subList(middle, asked.size()), cause, (middle == 0) ? single : retry(HALVES_AFTER_NS, nowNs));
		return told(asked, cause);
	}

	/**
	 * Gives up a topic whose frame ends the session, until a time.
	 */
	Map<Topic, Cause> condemn(Topic topic, long untilNs) {
		put(List.of(topic), Cause.UPSTREAM_REFUSED, new Retry(untilNs, ++this.lots));
		return told(List.of(topic), Cause.UPSTREAM_REFUSED);
	}

	/**
	 * Gives up the newest half of a frame's symbols and lets the others be asked for
	 * again.
	 * @return what to tell
	 */
	Map<Topic, Cause> refuseNewest(@Nullable String trace, long nowNs) {
		// The vendor ends a session that wants too much: better to wait for room.
		return refuseNewest(tooMany(trace), retry(TOO_MUCH_AFTER_NS, nowNs), nowNs);
	}

	/**
	 * Asks for a frame's topics again, later each time, and gives the newest up in the
	 * end.
	 * @return what to tell
	 */
	Map<Topic, Cause> askAgain(@Nullable String trace, long nowNs) {
		List<Topic> asked = tooMany(trace);
		int tries = asked.stream().mapToInt((topic) -> tries(topic).overQuota()).max().orElse(0);
		if (tries >= MOST_RETRIES) {
			// The holder of the plan's share may leave without a word.
			return refuseNewest(asked, retry(ROOM_AFTER_NS, nowNs), nowNs);
		}
		long fromNs = nowNs + Math.min(LAST_RETRY_NS, FIRST_RETRY_NS << tries);
		asked.forEach(
				(topic) -> this.subscriptions.put(topic, new Waiting(fromNs, tries(topic).refusedForQuota(), false)));
		return Map.of();
	}

	/** Asks again for as many topics as were let go, oldest first. */
	void onTime(long nowNs) {
		int room = this.subscriptions.takeReleased();
		if (room == 0) {
			return;
		}
		List<Topic> waiting = new ArrayList<>();
		this.subscriptions.eachWanted((topic, hold) -> {
			if (hold instanceof Refused refused && refused.cause() == Cause.QUOTA) {
				waiting.add(topic);
			}
		});
		put(waiting.subList(0, Math.min(room, waiting.size())), Cause.QUOTA, retry(0, nowNs));
	}

	/** What the upstream will not have although it is wanted. */
	Map<Topic, Cause> refused() {
		Map<Topic, Cause> refused = new LinkedHashMap<>();
		this.subscriptions.eachWanted((topic, hold) -> {
			if (hold instanceof Refused(Cause cause, var _, var _)) {
				refused.put(topic, cause);
			}
		});
		return refused;
	}

	/** Another key may be allowed more. */
	void forget(long nowNs) {
		refused().forEach((topic, cause) -> this.subscriptions.put(topic, new Waiting(nowNs, Tries.NONE, false)));
	}

	private Map<Topic, Cause> refuseNewest(List<Topic> asked, Retry retry, long nowNs) {
		List<String> symbols = new ArrayList<>(new LinkedHashSet<>(asked.stream().map(Topic::symbol).toList()));
		Set<String> newest = new HashSet<>(symbols.subList(symbols.size() / 2, symbols.size()));
		List<Topic> refused = asked.stream().filter((topic) -> newest.contains(topic.symbol())).toList();
		asked.forEach((topic) -> this.subscriptions.put(topic, new Waiting(nowNs, Tries.NONE, false)));
		put(refused, Cause.QUOTA, retry);
		return told(refused, Cause.QUOTA);
	}

	private Retry retry(long afterNs, long nowNs) {
		return new Retry(nowNs + afterNs, ++this.lots);
	}

	private void put(List<Topic> topics, Cause cause, @Nullable Retry retry) {
		List.copyOf(topics)
			.forEach((topic) -> this.subscriptions.put(topic, new Refused(cause, retry, tries(topic).lostAcks() > 0)));
	}

	private static Map<Topic, Cause> told(List<Topic> topics, Cause cause) {
		Map<Topic, Cause> told = new LinkedHashMap<>();
		topics.forEach((topic) -> told.put(topic, cause));
		return told;
	}

	private Tries tries(Topic topic) {
		return (this.subscriptions.hold(topic) instanceof Requested(var _, var _, Tries tries)) ? tries : Tries.NONE;
	}

	/**
	 * Too many symbols are the fault of all that was asked for, where no frame is named.
	 */
	private List<Topic> tooMany(@Nullable String trace) {
		List<Topic> asked = requestedBy(trace);
		if (!asked.isEmpty() || (trace != null && Reconciler.isTrace(trace))) {
			return asked;
		}
		List<Topic> all = new ArrayList<>();
		this.subscriptions.eachWanted((topic, hold) -> {
			if (hold instanceof Requested) {
				all.add(topic);
			}
		});
		return all;
	}

	/**
	 * The topics of a frame. The vendor has been seen to answer with a trace of its own:
	 * where only one frame is unanswered, that is the one.
	 */
	private List<Topic> requestedBy(@Nullable String trace) {
		Map<String, List<Topic>> unanswered = new LinkedHashMap<>();
		this.subscriptions.eachHold((topic, hold) -> {
			if (hold instanceof Requested requested) {
				List<Topic> asked = unanswered.computeIfAbsent(requested.trace(), (key) -> new ArrayList<>());
				if (this.subscriptions.isWanted(topic)) {
					asked.add(topic);
				}
			}
			else if (hold instanceof Releasing releasing) {
				unanswered.computeIfAbsent(releasing.trace(), (key) -> new ArrayList<>());
			}
		});
		List<Topic> named = (trace == null) ? null : unanswered.get(trace);
		if (named != null) {
			return named;
		}
		boolean ofTheVendor = trace == null || !Reconciler.isTrace(trace);
		return (ofTheVendor && unanswered.size() == 1) ? unanswered.values().iterator().next() : List.of();
	}

}
