package io.tickrelay.upstream.wire;

import java.util.List;

import io.tickrelay.tick.Channel;
import io.tickrelay.tick.LowerCase;
import io.tickrelay.tick.Tick;
import org.jspecify.annotations.Nullable;

/**
 * A frame of the upstream. Every text that it sends becomes one: a frame that makes no
 * sense is a value too, to be counted, and costs no other frame.
 */
public sealed interface ServerFrame {

	/** The session is open for subscriptions. */
	record Welcome() implements ServerFrame {
	}

	/**
	 * A client frame was accepted, which says nothing of data to come.
	 *
	 * @param trace the name of the accepted frame
	 */
	record Ack(String trace) implements ServerFrame {
	}

	/** A heartbeat was seen. Production sends none, and nothing waits for one. */
	record HeartbeatAck() implements ServerFrame {
	}

	/**
	 * Data.
	 *
	 * @param ticks usually one; a list of bars brings several
	 */
	record Push(List<Tick> ticks) implements ServerFrame {
	}

	/**
	 * The upstream complains.
	 *
	 * @param code the vendor's number; 0 where it gave none
	 * @param trace the name of the client frame that it complains of, where it said so
	 */
	record Complaint(int code, @Nullable String trace) implements ServerFrame {
	}

	/** Words in plain text, such as the greeting of a stock session. */
	record Notice() implements ServerFrame {
	}

	/**
	 * A frame that can't be used.
	 *
	 * @param kind what is wrong with it
	 * @param symbol of what it would have been a push, as it was sent; null where that
	 * can't be told
	 * @param channel the same; null also for a bar of an unknown interval
	 */
	record Undecodable(Kind kind, @Nullable String symbol, @Nullable Channel channel) implements ServerFrame {

		/**
		 * A frame of which nothing more is known.
		 * @param kind what is wrong with it
		 */
		public Undecodable(Kind kind) {
			this(kind, null, null);
		}

	}

	/** What can be wrong with a frame, as the meter's tag has it. */
	enum Kind implements LowerCase {

		/** Not a text frame. */
		BINARY,
		/** Neither JSON nor words: cut off, nested too deep, no object, bad UTF-8. */
		MALFORMED,
		/** A frame code without documentation. */
		UNKNOWN_CODE,
		/** A push without a field that it needs, or with one of the wrong type. */
		BAD_FIELD,
		/** A book with a side that is no list of prices and one of as many sizes. */
		BAD_BOOK,
		/** A push whose time is before the year 2000, more than a day ahead, or none. */
		BAD_TIME,
		/** A bar that does not say its interval while several could be meant. */
		AMBIGUOUS_INTERVAL;

		/**
		 * Whether such a frame may have been a push, so that its session is not silent.
		 * @return false for codes that stand for something else than pushes
		 */
		public boolean mayBePush() {
			return this != UNKNOWN_CODE;
		}

	}

}
