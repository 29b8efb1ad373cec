package io.tickrelay.upstream.machine;

import java.util.Set;

import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.key.ApiKey;
import org.jspecify.annotations.Nullable;

/**
 * An event of a session. Ticks are no events: they take the short way, see
 * {@link SessionMachine#onTick}.
 */
public sealed interface SessionEvent {

	/**
	 * Demand is another one.
	 *
	 * @param topics everything that is wanted of this business now
	 */
	record Wanted(Set<Topic> topics) implements SessionEvent {
	}

	/**
	 * The handshake has succeeded.
	 *
	 * @param connection which socket
	 */
	record Opened(int connection) implements SessionEvent {
	}

	/**
	 * The handshake was answered with a refusal; the socket is closed.
	 *
	 * @param connection which socket
	 * @param status the HTTP status
	 */
	record Refused(int connection, int status) implements SessionEvent {
	}

	/**
	 * The socket is closed, by either side.
	 *
	 * @param connection which socket
	 * @param failure why, as far as is known
	 */
	record Closed(int connection, Failure failure) implements SessionEvent {
	}

	/** The upstream welcomed the session. */
	record Greeted() implements SessionEvent {
	}

	/**
	 * The upstream accepted a frame.
	 *
	 * @param trace the frame's name
	 */
	record Acked(String trace) implements SessionEvent {
	}

	/**
	 * The upstream complained.
	 *
	 * @param code its number
	 * @param trace the frame that it complains of, where it said so
	 */
	record Complained(int code, @Nullable String trace) implements SessionEvent {
	}

	/**
	 * Another key is to be used from the next attempt on.
	 *
	 * @param key tells it from others
	 */
	record KeyChanged(ApiKey key) implements SessionEvent {
	}

	/** A pong has come. */
	record Pong() implements SessionEvent {
	}

	/** Anything else has come: the socket is alive. */
	record Heard() implements SessionEvent {
	}

	/**
	 * The relay itself stood still and heard nothing meanwhile.
	 *
	 * @param lostNs how much later than else silence counts as one, nanoseconds
	 */
	record StoodStill(long lostNs) implements SessionEvent {
	}

	/** Nothing but time. */
	record TimePassed() implements SessionEvent {
	}

}
