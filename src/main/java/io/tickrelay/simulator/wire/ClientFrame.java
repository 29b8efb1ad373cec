package io.tickrelay.simulator.wire;

import java.util.Set;

import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;

/**
 * A frame of a client, understood.
 */
public sealed interface ClientFrame {

	/**
	 * A subscribe, 10000, 10003 or 10006. It adds to what stands.
	 *
	 * @param trace the client's text, to be echoed; empty where it sent none
	 * @param ackCode the code of its acknowledgement: 10001, 10004 or 10007
	 * @param wanted what to add
	 */
	record Subscribe(String trace, int ackCode, Set<SymbolChannel> wanted) implements ClientFrame {
	}

	/**
	 * An unsubscribe, 11000, 11001 or 11002, acknowledged by {@link #ACK_CODE}.
	 *
	 * @param trace as above
	 * @param kind the kind of data
	 * @param symbols which symbols; EMPTY MEANS EVERY ONE, as with the vendor
	 * @param intervals which k-lines of those symbols; empty means every interval
	 */
	record Unsubscribe(String trace, Kind kind, Set<String> symbols, Set<Interval> intervals) implements ClientFrame {

		/** The code that acknowledges any unsubscribe. */
		public static final int ACK_CODE = 11010;

		/**
		 * Tells whether this cancels a subscription.
		 * @param standing one that stands
		 * @return whether it ends
		 */
		public boolean cancels(SymbolChannel standing) {
			if (Kind.of(standing.channel()) != this.kind) {
				return false;
			}
			if (this.symbols.isEmpty()) {
				return true;
			}
			return this.symbols.contains(standing.symbol()) && cancelsInterval(standing.channel());
		}

		private boolean cancelsInterval(Channel channel) {
			return this.intervals.isEmpty()
					|| (channel instanceof Channel.Kline kline && this.intervals.contains(kline.interval()));
		}

	}

	/**
	 * A heartbeat, 10010.
	 *
	 * @param trace as above
	 * @param wantsAck whether {@code "ack":1} asked for an answer (10011)
	 */
	record Heartbeat(String trace, boolean wantsAck) implements ClientFrame {
	}

	/**
	 * JSON that is no valid request.
	 *
	 * @param trace as above
	 * @param code the error's code, 506 or 507
	 * @param message the error's text
	 */
	record Faulty(String trace, int code, String message) implements ClientFrame {
	}

	/** Not a JSON object. */
	record NotJson() implements ClientFrame {
	}

	/** The kinds of data that have codes of their own. */
	enum Kind {

		TRADE, DEPTH, KLINE;

		static Kind of(Channel channel) {
			return switch (channel) {
				case Channel.Trade _ -> TRADE;
				case Channel.Depth _ -> DEPTH;
				case Channel.Kline _ -> KLINE;
			};
		}

	}

}
