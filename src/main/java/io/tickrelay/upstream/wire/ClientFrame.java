package io.tickrelay.upstream.wire;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.SequencedMap;
import java.util.SequencedSet;

import io.tickrelay.tick.Interval;

/**
 * A frame that the relay may send to the upstream. A frame that would cancel everything
 * cannot be built: see {@link Codes}.
 */
public sealed interface ClientFrame {

	/**
	 * The name of this frame, which its ack repeats.
	 * @return unique within a connection
	 */
	String trace();

	/**
	 * Adds trades.
	 *
	 * @param trace the frame's name
	 * @param codes the symbols
	 * @param withTradeType whether to ask for the exchange's condition codes, which exist
	 * for shares
	 */
	record SubscribeTrades(String trace, Codes codes, boolean withTradeType) implements ClientFrame {
	}

	/**
	 * Adds books.
	 *
	 * @param trace the frame's name
	 * @param codes the symbols
	 */
	record SubscribeDepth(String trace, Codes codes) implements ClientFrame {
	}

	/**
	 * Adds bars, of several intervals at once.
	 *
	 * @param trace the frame's name
	 * @param codes the symbols of each interval, at least one
	 */
	record SubscribeKlines(String trace, SequencedMap<Interval, Codes> codes) implements ClientFrame {

		public SubscribeKlines {
			if (codes.isEmpty()) {
				throw new IllegalArgumentException("A k-line frame names at least one interval");
			}
			codes = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(codes));
		}

	}

	/**
	 * Cancels trades.
	 *
	 * @param trace the frame's name
	 * @param codes the symbols
	 */
	record UnsubscribeTrades(String trace, Codes codes) implements ClientFrame {
	}

	/**
	 * Cancels books.
	 *
	 * @param trace the frame's name
	 * @param codes the symbols
	 */
	record UnsubscribeDepth(String trace, Codes codes) implements ClientFrame {
	}

	/**
	 * Cancels bars: every one of the intervals of every one of the symbols.
	 *
	 * @param trace the frame's name
	 * @param codes the symbols
	 * @param intervals the intervals, at least one: the vendor reads none as all
	 */
	record UnsubscribeKlines(String trace, Codes codes, SequencedSet<Interval> intervals) implements ClientFrame {

		public UnsubscribeKlines {
			if (intervals.isEmpty()) {
				throw new IllegalArgumentException("A k-line frame names at least one interval");
			}
			// A copy, so that its maker can't empty it later.
			intervals = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(intervals));
		}

	}

	/**
	 * Keeps the session; the upstream ends one that has not sent any for a minute, and
	 * answers nothing.
	 *
	 * @param trace the frame's name
	 */
	record Heartbeat(String trace) implements ClientFrame {
	}

}
