package io.tickrelay.upstream.machine;

/**
 * Where a session is. Each state holds what only it knows.
 *
 * <pre>
 *  Idle ─▶ Connecting ─▶ Greeting ─▶ Live ──▶ Closing ─▶ Idle
 *             │  ▲          │         │          │
 *             ▼  │          ▼         ▼          ▼
 *           BackingOff ◀───────────────────── Rejected (back after a long time)
 *             │  ▲
 *             ▼  │
 *           Suspended (too often in an hour)
 * </pre>
 */
public sealed interface SessionState {

	/**
	 * When this state began.
	 * @return nanoseconds of the machine's clock
	 */
	long sinceNs();

	/** There is a socket, or the attempt at one. */
	sealed interface OnSocket extends SessionState {

		/**
		 * Which one.
		 * @return its number
		 */
		int connection();

	}

	/** There is no socket, and none may be opened for a while. */
	sealed interface Pause extends SessionState {

		/**
		 * When it ends.
		 * @return nanoseconds of the machine's clock
		 */
		long untilNs();

	}

	/**
	 * No topic is wanted; there is no socket.
	 *
	 * @param sinceNs when it began
	 */
	record Idle(long sinceNs) implements SessionState {
	}

	/**
	 * A socket is being opened.
	 *
	 * @param sinceNs when it began
	 * @param connection which one
	 */
	record Connecting(long sinceNs, int connection) implements OnSocket {
	}

	/**
	 * The socket is open and the upstream's welcome is awaited.
	 *
	 * @param sinceNs when it began
	 * @param connection which one
	 */
	record Greeting(long sinceNs, int connection) implements OnSocket {
	}

	/**
	 * The session is open.
	 *
	 * @param sinceNs when it began
	 * @param connection which one
	 */
	record Live(long sinceNs, int connection) implements OnSocket {
	}

	/**
	 * The socket was told to close. No other is opened before it has, because the vendor
	 * counts ghosts as connections of the plan.
	 *
	 * @param sinceNs when it began
	 * @param connection which one
	 * @param then what follows
	 */
	record Closing(long sinceNs, int connection, AfterClose then) implements OnSocket {
	}

	/**
	 * Waiting for the next attempt.
	 *
	 * @param sinceNs when it began
	 * @param untilNs when it ends
	 */
	record BackingOff(long sinceNs, long untilNs) implements Pause {
	}

	/**
	 * The session was opened as often in the last hour as it may be: another attempt
	 * would put the key at risk.
	 *
	 * @param sinceNs when it began
	 * @param untilNs when the hour has room again
	 */
	record Suspended(long sinceNs, long untilNs) implements Pause {
	}

	/**
	 * The upstream refuses the key or the URL: trying again soon would only put the key
	 * at risk.
	 *
	 * @param sinceNs when it began
	 * @param untilNs when one more attempt is made
	 */
	record Rejected(long sinceNs, long untilNs) implements SessionState {
	}

	/** What follows when a socket has closed. */
	sealed interface AfterClose {

		/**
		 * The more careful of two.
		 * @param other what else was called for
		 * @return the one that waits longer
		 */
		default AfterClose orMoreCareful(AfterClose other) {
			return (other.waitNs() > waitNs()) ? other : this;
		}

		private long waitNs() {
			return switch (this) {
				case Rest _ -> 0;
				case Retry(long delayNs) -> delayNs;
				case GiveUp _ -> Long.MAX_VALUE;
				// What the upstream says yet is said to the old key.
				case NewKey _ -> Long.MAX_VALUE;
			};
		}

		/** No topic is wanted. */
		record Rest() implements AfterClose {
		}

		/**
		 * Try again.
		 *
		 * @param delayNs when, counted from the close
		 */
		record Retry(long delayNs) implements AfterClose {
		}

		/** Try again at once, with another key. */
		record NewKey() implements AfterClose {
		}

		/** Do not try again for long. */
		record GiveUp() implements AfterClose {
		}

	}

}
