package io.tickrelay.upstream.machine;

import io.tickrelay.hub.FeedState;
import io.tickrelay.hub.TopicCondition;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.wire.ClientFrame;

/**
 * An action of the shell; actions are done in the order given.
 */
public sealed interface SessionAction {

	/**
	 * Open a socket; answer with {@code Opened}, {@code Refused} or {@code Closed}.
	 *
	 * @param connection the number that answers carry
	 */
	record Open(int connection) implements SessionAction {
	}

	/**
	 * Close the socket, by force where the upstream does not help; answer with
	 * {@code Closed}.
	 *
	 * @param connection which one
	 */
	record Close(int connection) implements SessionAction {
	}

	/**
	 * Send a frame; its place in the budget is taken.
	 *
	 * @param frame the frame
	 */
	record Send(ClientFrame frame) implements SessionAction {
	}

	/** Send an RFC 6455 ping, which the vendor does not count as a frame. */
	record Ping() implements SessionAction {
	}

	/**
	 * Tell the streams of this business how their feed is.
	 *
	 * @param state the feed's state
	 */
	record Announce(FeedState state) implements SessionAction {
	}

	/**
	 * Tell a stream how it stands with the upstream.
	 *
	 * @param topic the stream
	 * @param standing how
	 */
	record Tell(Topic topic, TopicCondition standing) implements SessionAction {
	}

	/**
	 * Make a failure known.
	 *
	 * @param failure what went wrong
	 */
	record Report(Failure failure) implements SessionAction {
	}

	/**
	 * Make a new state known.
	 *
	 * @param state the state that was entered
	 */
	record Entered(SessionState state) implements SessionAction {
	}

}
