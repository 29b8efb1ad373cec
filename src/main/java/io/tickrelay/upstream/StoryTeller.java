package io.tickrelay.upstream;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.tickrelay.demand.TopicStory;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.upstream.machine.Failure;
import io.tickrelay.upstream.machine.SubscriptionTrace;
import org.jspecify.annotations.Nullable;

/**
 * Makes a topic's story of the machine's trace. Monotonic times become dates of the
 * relay's clock on the way. Safe for any thread.
 */
final class StoryTeller {

	private final LongSupplier nanoTime;

	private final RelayClock clock;

	StoryTeller(LongSupplier nanoTime, RelayClock clock) {
		this.nanoTime = nanoTime;
		this.clock = clock;
	}

	/** All dates are of one moment, so each clock is read once. */
	TopicStory tell(SubscriptionTrace.Story story, @Nullable Long askAgainNs, UpstreamStatus session) {
		long nowNs = this.nanoTime.getAsLong();
		long nowMs = this.clock.millis();
		Failure refusal = story.refusal();
		SubscriptionTrace.Unread unread = story.unread();
		return new TopicStory(date(story.sentNs(), nowNs, nowMs), date(story.heldNs(), nowNs, nowMs),
				(askAgainNs == null) ? null : Long.valueOf(ms(nowNs, askAgainNs)),
				(refusal == null) ? null
						: new TopicStory.Fault(refusal.code(), refusal.meaning(), nowMs - ms(story.refusedNs(), nowNs)),
				(unread == null) ? null
						: new TopicStory.Unread(unread.count(), unread.kind().text(), ms(unread.lastNs(), nowNs)),
				session(session, nowMs));
	}

	private static TopicStory.Session session(UpstreamStatus session, long nowMs) {
		String code = session.lastErrorCode();
		String meaning = session.lastErrorMeaning();
		Long ageMs = session.lastErrorAgeMs();
		return new TopicStory.Session(session.state(), nowMs - session.sinceAgeMs(), session.frameBudgetLeft(),
				session.nextAttemptMs(), (code == null || meaning == null || ageMs == null) ? null
						: new TopicStory.Fault(code, meaning, nowMs - ageMs));
	}

	private static @Nullable Long date(@Nullable Long atNs, long nowNs, long nowMs) {
		return (atNs == null) ? null : Long.valueOf(nowMs - ms(atNs, nowNs));
	}

	private static long ms(long fromNs, long toNs) {
		return Math.max(0, TimeUnit.NANOSECONDS.toMillis(toNs - fromNs));
	}

}
