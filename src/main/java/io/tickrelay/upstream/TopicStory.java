package io.tickrelay.upstream;

import java.util.concurrent.TimeUnit;

import io.tickrelay.upstream.machine.Failure;
import io.tickrelay.upstream.machine.SubscriptionTrace;
import org.jspecify.annotations.Nullable;

/**
 * What the upstream has to do with one topic, for operators. Ages and delays are
 * milliseconds.
 *
 * @param sentAgeMs since a frame asked for it in the present session; null where none has
 * @param heldAgeMs since that was acknowledged, or proven by a push; null where it is not
 * @param askAgainInMs until it may be asked for again after a refusal or a lost ack; null
 * where nothing is waited for
 * @param refusal why the upstream would not have it the last time; null where it was
 * never refused
 * @param unread its pushes that could not be read; null where there was none
 * @param session the session of its business
 */
public record TopicStory(@Nullable Long sentAgeMs, @Nullable Long heldAgeMs, @Nullable Long askAgainInMs,
		@Nullable Refusal refusal, @Nullable Unread unread, UpstreamStatus session) {

	static TopicStory of(SubscriptionTrace.Story story, @Nullable Long askAgainNs, UpstreamStatus session, long nowNs) {
		Failure failure = story.refusal();
		SubscriptionTrace.Unread unread = story.unread();
		return new TopicStory(between(story.sentNs(), nowNs), between(story.heldNs(), nowNs),
				(askAgainNs == null) ? null : between(nowNs, askAgainNs),
				(failure == null) ? null : new Refusal(failure.code(), failure.meaning(), ms(story.refusedNs(), nowNs)),
				(unread == null) ? null : new Unread(unread.count(), unread.kind().text(), ms(unread.lastNs(), nowNs)),
				session);
	}

	private static @Nullable Long between(@Nullable Long fromNs, long toNs) {
		return (fromNs == null) ? null : ms(fromNs, toNs);
	}

	private static long ms(long fromNs, long toNs) {
		return Math.max(0, TimeUnit.NANOSECONDS.toMillis(toNs - fromNs));
	}

	/**
	 * What the upstream said of a topic, in words of ours.
	 *
	 * @param code the vendor's number
	 * @param meaning what it means
	 * @param ageMs since it was said
	 */
	public record Refusal(String code, String meaning, long ageMs) {
	}

	/**
	 * Pushes that could not be read.
	 *
	 * @param count how many
	 * @param kind what was wrong with the last one, as meters call it
	 * @param ageMs since that came
	 */
	public record Unread(long count, String kind, long ageMs) {
	}

}
