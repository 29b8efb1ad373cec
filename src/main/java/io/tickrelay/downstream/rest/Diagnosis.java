package io.tickrelay.downstream.rest;

import io.tickrelay.demand.TopicStory.Fault;
import io.tickrelay.demand.TopicStory.Session;
import io.tickrelay.demand.TopicStory.Unread;
import io.tickrelay.demand.TopicStory;
import io.tickrelay.hub.StreamStatus;
import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.hub.StreamView;
import org.jspecify.annotations.Nullable;

/**
 * One or two sentences for a person at three in the morning: what a stream is waiting
 * for, and what to do about it. Pure.
 */
final class Diagnosis {

	private static final String NO_ANSWER = "The session's thread did not answer within a second, so it is stuck or"
			+ " overloaded: look at the CPU and at a thread dump of the relay. To its clients the stream is ";

	private Diagnosis() {
	}

	/** Of a stream that is not there. */
	static String ofUnwanted() {
		return "No client wants this stream now, so the upstream was not asked for it: subscribe to it and ask again.";
	}

	/** Of a stream whose session says nothing. */
	static String withoutSession(StreamView view) {
		return NO_ANSWER + state(view.status()) + ".";
	}

	/**
	 * Of a stream that is there.
	 * @param view how it is
	 * @param holders how many clients have it
	 * @param story what the upstream has to do with it
	 * @param nowMs the time, epoch milliseconds
	 * @return the verdict
	 */
	static String of(StreamView view, int holders, TopicStory story, long nowMs) {
		return switch (view.status().state()) {
			case LIVE -> isUnread(view, story.unread()) ? ofUnread(view, story.unread()) : ofLive(view, holders);
			case REJECTED -> ofRejected(view.status().cause(), story, nowMs);
			case PENDING, STALE -> ofWaiting(view, story, nowMs);
		};
	}

	private static String ofLive(StreamView view, int holders) {
		Long ageMs = view.lastTickAgeMs();
		String age = (ageMs == null) ? "just now" : Span.of(ageMs) + " ago";
		String fresh = "Ticks arrive, the last one " + age;
		return (holders > 0) ? fresh + ": nothing to do here. Where a client sees none, look at the client."
				: fresh + ", though no client has it: it is let go when its linger is over.";
	}

	/** Whether what came last of a stream is a push that could not be read. */
	private static boolean isUnread(StreamView view, @Nullable Unread unread) {
		Long ageMs = view.lastTickAgeMs();
		return unread != null && (ageMs == null || unread.lastAgeMs() < ageMs);
	}

	private static String ofUnread(StreamView view, @Nullable Unread unread) {
		Long ageMs = view.lastTickAgeMs();
		String kind = (unread == null) ? "" : " (" + unread.lastKind() + ", " + unread.count() + " so far, the last "
				+ Span.of(unread.lastAgeMs()) + " ago)";
		return "Pushes arrive that the relay can't read" + kind
				+ ((ageMs == null) ? ", and none before that it could."
						: "; the last one that it could read came " + Span.of(ageMs) + " ago.")
				+ " The vendor sends another form than it documents: show it such a frame.";
	}

	private static String ofRejected(@Nullable Cause cause, TopicStory story, long nowMs) {
		return switch (cause) {
			case KEY_REJECTED ->
				"The upstream refuses the relay's key or URL" + because(story.session().lastError(), nowMs)
						+ ": give it a valid key (relay.upstream.api-key-file takes one without a restart)"
						+ next(story.session().nextAttemptInMs(), "; the next attempt is in ", "") + ".";
			case QUOTA -> "The key's plan has no room for this stream" + because(story.lastError(), nowMs)
					+ ": let other symbols go or buy a larger plan; it is asked for again when there is room"
					+ next(story.askAgainInMs(), ", or in ", "") + ".";
			case UPSTREAM_REFUSED -> "The upstream will not have this stream" + because(story.lastError(), nowMs)
					+ ": check the symbol's spelling, its business and the plan; " + next(story.askAgainInMs(),
							"it is asked for again in ", "it is not asked for again before all clients have let it go")
					+ ".";
			case UPSTREAM_DOWN, RECONNECTING, AWAITING_FIRST_TICK, BUDGET, MUTE, CUT_OFF ->
				"The stream is rejected for a while" + because(story.lastError(), nowMs) + ".";
			case null -> "The stream is rejected" + because(story.lastError(), nowMs) + ".";
		};
	}

	private static String ofWaiting(StreamView view, TopicStory story, long nowMs) {
		if (view.status().cause() == Cause.CUT_OFF) {
			return "This replica hears nothing of the others: look at its way to the Redis of the cluster.";
		}
		Session session = story.session();
		return switch (session.phase()) {
			case IDLE -> "The session is about to be opened: ask again in a second.";
			case CONNECTING -> "The session has been opening for " + ago(session.sinceMs(), nowMs)
					+ because(session.lastError(), nowMs) + ": wait. Where it does not end, look at the network.";
			case BACKOFF -> "The session to the upstream is lost" + because(session.lastError(), nowMs)
					+ "; the relay comes back by itself" + next(session.nextAttemptInMs(), ", next in ", "")
					+ ". Where it goes on, look at the network and at the vendor.";
			case REJECTED -> "The upstream refuses the relay's key or URL" + because(session.lastError(), nowMs)
					+ ": give it a valid key.";
			case LIVE -> ofSubscription(view, story, nowMs);
		};
	}

	private static String ofSubscription(StreamView view, TopicStory story, long nowMs) {
		Long sentMs = story.sentMs();
		if (isUnread(view, story.unread())) {
			return ofUnread(view, story.unread());
		}
		if (view.status().cause() == Cause.BUDGET) {
			return "To be asked for as soon as the vendor's frame limit has room"
					+ next(view.etaMs(), ", in about ", "") + ": wait. Where that is often so, clients come and go"
					+ " faster than relay.upstream.frames-per-minute allows; a longer relay.demand.linger helps.";
		}
		if (view.status().cause() == Cause.MUTE) {
			return "Silent for " + Span.of(orZero(view.lastTickAgeMs()))
					+ " on a session that is alive, far longer than"
					+ " it ever is: the relay subscribes anew by itself. Look whether its market is open, and what the"
					+ " vendor says.";
		}
		if (sentMs == null) {
			return "About to be asked for" + next(story.askAgainInMs(), ", in ", "") + because(story.lastError(), nowMs)
					+ ": ask again in a second.";
		}
		if (story.ackedMs() == null) {
			return "Asked for " + ago(sentMs, nowMs) + " ago and not acknowledged" + because(story.lastError(), nowMs)
					+ ": the relay asks again by itself" + next(story.askAgainInMs(), ", in ", "")
					+ ". Where it goes on, the vendor ignores this stream.";
		}
		return "Acknowledged " + ago(story.ackedMs(), nowMs) + " ago, and no tick has come since: its market may be"
				+ " closed or quiet. Where others of its kind tick, check the symbol's spelling.";
	}

	private static String state(StreamStatus status) {
		return (status.cause() == null) ? status.state().text()
				: status.state().text() + " (" + status.cause().text() + ")";
	}

	/** An error may be an old one, so its age belongs to it. */
	private static String because(@Nullable Fault error, long nowMs) {
		return (error == null) ? ""
				: " (" + error.code() + ", " + ago(error.atMs(), nowMs) + " ago: " + error.message() + ")";
	}

	private static String next(@Nullable Long ms, String words, String otherwise) {
		return (ms == null) ? otherwise : words + Span.of(ms);
	}

	private static String ago(long atMs, long nowMs) {
		return Span.of(Math.max(0, nowMs - atMs));
	}

	private static long orZero(@Nullable Long value) {
		return (value == null) ? 0 : value;
	}

}
