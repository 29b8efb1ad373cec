package io.tickrelay.downstream.compat.wire;

import java.util.Set;

import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * A command of a client of the vendor's protocol, understood.
 */
public sealed interface CompatCommand {

	/**
	 * The client's own mark of the frame, for its answer.
	 * @return JSON text, to be echoed as it is; null where there was none that could be
	 */
	@Nullable String trace();

	/** What the protocol has frames of their own for. */
	enum Kind {

		/** 10000 and 11000. */
		TRADES(CompatCodes.TRADES_ACK),
		/** 10003 and 11001. */
		DEPTH(CompatCodes.DEPTH_ACK),
		/** 10006 and 11002, of any interval. */
		KLINES(CompatCodes.KLINES_ACK);

		private final int ackCode;

		Kind(int ackCode) {
			this.ackCode = ackCode;
		}

		static Kind of(Channel channel) {
			return switch (channel) {
				case Channel.Trade _ -> TRADES;
				case Channel.Depth _ -> DEPTH;
				case Channel.Kline _ -> KLINES;
			};
		}

	}

	/**
	 * More streams; those that stand stay. A request for trade types ({@code includeTy})
	 * makes no difference here: every push has what the upstream sent.
	 *
	 * @param trace see {@link #trace()}
	 * @param kind of all of them
	 * @param topics at least one
	 */
	record Subscribe(@Nullable String trace, Kind kind, Set<Topic> topics) implements CompatCommand {

		/**
		 * The code of the answer.
		 * @return 10001, 10004 or 10007
		 */
		public int ackCode() {
			return this.kind.ackCode;
		}

	}

	/**
	 * Fewer streams.
	 *
	 * @param trace see {@link #trace()}
	 * @param kind which kind
	 * @param symbols whose; NONE MEANS EVERY ONE, as with the vendor
	 * @param intervals which k-lines of those symbols; none means every interval
	 */
	record Unsubscribe(@Nullable String trace, Kind kind, Set<String> symbols,
			Set<Interval> intervals) implements CompatCommand {

		/**
		 * Whether this ends a subscription.
		 * @param standing one that stands
		 * @return true where it does
		 */
		public boolean cancels(Topic standing) {
			return Kind.of(standing.channel()) == this.kind && (this.symbols.isEmpty()
					|| (this.symbols.contains(standing.symbol()) && namesIntervalOf(standing)));
		}

		/**
		 * The code of the answer.
		 * @return 11010, whatever the kind
		 */
		public int ackCode() {
			return CompatCodes.UNSUBSCRIBE_ACK;
		}

		private boolean namesIntervalOf(Topic standing) {
			return this.intervals.isEmpty() || (standing.channel() instanceof Channel.Kline(Interval interval)
					&& this.intervals.contains(interval));
		}

	}

	/**
	 * A sign of life.
	 *
	 * @param trace see {@link #trace()}
	 * @param wantsAck whether to answer, which is not the rule
	 */
	record Heartbeat(@Nullable String trace, boolean wantsAck) implements CompatCommand {

		/**
		 * The code of the answer, where one is wanted.
		 * @return 10011
		 */
		public int ackCode() {
			return CompatCodes.HEARTBEAT_ACK;
		}

	}

	/**
	 * Something else.
	 *
	 * @param trace see {@link #trace()}
	 * @param error what is wrong
	 * @param message the same for people, as the vendor says it
	 */
	record Unreadable(@Nullable String trace, CompatError error, String message) implements CompatCommand {
	}

}
