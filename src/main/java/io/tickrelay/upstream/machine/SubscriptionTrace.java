package io.tickrelay.upstream.machine;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.wire.ServerFrame;
import org.jspecify.annotations.Nullable;

/**
 * The story of each topic, for the question why it is silent; nothing is decided by it.
 * Bounded by the topics that are wanted or held, and forgotten with them. Part of the
 * machine: lives on the session's loop, time is passed in.
 */
public final class SubscriptionTrace {

	private final Map<Topic, Story> stories = new HashMap<>();

	/** How a topic's story goes so far. */
	Story of(Topic topic) {
		return this.stories.getOrDefault(topic, Story.NONE);
	}

	/** A frame that asks for it was sent. */
	void onSent(Topic topic, long nowNs) {
		this.stories.put(topic, of(topic).sent(nowNs));
	}

	/** It was acknowledged, or heard of, which proves as much. */
	void onHeld(Topic topic, long nowNs) {
		this.stories.computeIfPresent(topic, (key, story) -> story.held(nowNs));
	}

	/** The upstream would not have it. */
	void onRefused(Topic topic, Failure failure, long nowNs) {
		this.stories.put(topic, of(topic).refused(failure, nowNs));
	}

	/** A push of it can't be read. */
	void onUnread(Topic topic, ServerFrame.Kind kind, long nowNs) {
		this.stories.computeIfPresent(topic, (key, story) -> story.unread(kind, nowNs));
	}

	/** It was cancelled. */
	void onReleased(Topic topic) {
		this.stories.computeIfPresent(topic, (key, story) -> story.begunAnew());
	}

	/** The session is lost; what a topic was refused for is not. */
	void onSessionLost() {
		this.stories.replaceAll((topic, story) -> story.begunAnew());
	}

	/** Forgets all others. */
	void retain(Predicate<Topic> known) {
		this.stories.keySet().removeIf(known.negate());
	}

	int size() {
		return this.stories.size();
	}

	/**
	 * One topic's story in the present session, and its last refusal in any.
	 *
	 * @param sentNs when the last frame that asked for it was sent, or null
	 * @param heldNs when that was acknowledged, or null
	 * @param refusal why the upstream would not have it the last time, or null
	 * @param refusedNs when that was; meaningless without a refusal
	 * @param unread its pushes that could not be read, in any session, or null
	 */
	public record Story(@Nullable Long sentNs, @Nullable Long heldNs, @Nullable Failure refusal, long refusedNs,
			@Nullable Unread unread) {

		static final Story NONE = new Story(null, null, null, 0, null);

		private Story sent(long nowNs) {
			return new Story(nowNs, null, this.refusal, this.refusedNs, this.unread);
		}

		private Story held(long nowNs) {
			return new Story(this.sentNs, nowNs, this.refusal, this.refusedNs, this.unread);
		}

		private Story refused(Failure failure, long nowNs) {
			return new Story(this.sentNs, null, failure, nowNs, this.unread);
		}

		private Story begunAnew() {
			return new Story(null, null, this.refusal, this.refusedNs, this.unread);
		}

		private Story unread(ServerFrame.Kind kind, long nowNs) {
			long before = (this.unread == null) ? 0 : this.unread.count();
			return new Story(this.sentNs, this.heldNs, this.refusal, this.refusedNs,
					new Unread(before + 1, kind, nowNs));
		}

	}

	/**
	 * Pushes that could not be read.
	 *
	 * @param count how many
	 * @param kind what was wrong with the last one
	 * @param lastNs when that came
	 */
	public record Unread(long count, ServerFrame.Kind kind, long lastNs) {
	}

}
