package io.tickrelay.upstream.machine;

import java.time.Duration;

import io.tickrelay.hub.StreamStatus.Cause;

/**
 * The relay's reaction to an error that the upstream tells.
 */
sealed interface ErrorPolicy {

	/**
	 * Give the session up and come back.
	 *
	 * @param notBefore the least time to wait
	 */
	record Reconnect(Duration notBefore) implements ErrorPolicy {
	}

	/**
	 * Give the session up and ask once a minute, for as long as it takes: another holder
	 * of the plan's connections may leave.
	 */
	record AwaitRoom() implements ErrorPolicy {
	}

	/**
	 * Give the session up until the key has changed or a long time has passed.
	 */
	record GiveUp() implements ErrorPolicy {
	}

	/** Keep the session: it is about the topics of one frame. */
	sealed interface AboutTopics extends ErrorPolicy {

	}

	/**
	 * Give up the topics that the complaint is about and keep everything else.
	 *
	 * @param cause what their clients are told
	 */
	record RefuseTopics(Cause cause) implements AboutTopics {
	}

	/**
	 * Give up the topics of the frame that the complaint names; one that names none of
	 * ours costs nothing.
	 *
	 * @param cause what their clients are told
	 */
	record RefuseNamed(Cause cause) implements AboutTopics {
	}

	/**
	 * The frame's symbols do not all fit: give up the newest half of them and ask for the
	 * others again, until the rest fits.
	 */
	record RefuseNewest() implements AboutTopics {
	}

	/** Ask for the frame's topics again, later and later, before refusing the newest. */
	record AskAgain() implements AboutTopics {
	}

	/** Nothing but to make it known. */
	record Note() implements ErrorPolicy {
	}

}
