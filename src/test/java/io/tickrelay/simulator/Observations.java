package io.tickrelay.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the server saw. Any thread may read it; what it returns are copies. Memory is
 * bounded: of each list the last 10,000 entries are kept (of frames also at most 8
 * million characters). Never holds a key.
 */
public final class Observations {

	private static final int MOST_ENTRIES = 10_000;

	private static final long MOST_CHARACTERS = 8_000_000;

	private final RestObservations rest = new RestObservations();

	private final Object lock = new Object();

	private final Deque<Received> received = new ArrayDeque<>();

	private final Deque<Connect> connects = new ArrayDeque<>();

	private final Deque<Close> closes = new ArrayDeque<>();

	// Session number to what it is subscribed to.
	private final Map<Integer, Standing> sessions = new HashMap<>();

	private long characters;

	private int pings;

	private long skipped;

	Observations() {
	}

	/**
	 * A client's text frame.
	 *
	 * @param epochMs when it came, epoch milliseconds
	 * @param nanoTime the same by the monotonic clock, nanoseconds
	 * @param business whose session
	 * @param connection the connection's number, counted from 1
	 * @param text the frame
	 */
	public record Received(long epochMs, long nanoTime, String business, int connection, String text) {
	}

	/**
	 * A client's attempt to connect.
	 *
	 * @param epochMs when it came, epoch milliseconds
	 * @param nanoTime the same by the monotonic clock, nanoseconds
	 * @param business as its URL spelled it, empty where it did not
	 * @param status the HTTP status of the answer: 101 accepted; 0 for none, the server
	 * was stalled
	 * @param keyMatched whether its key lets in
	 */
	public record Connect(long epochMs, long nanoTime, String business, int status, boolean keyMatched) {

		/**
		 * Whether a session began.
		 * @return whether the status is 101
		 */
		public boolean accepted() {
			return this.status == 101;
		}

	}

	/**
	 * A client's goodbye, its close frame.
	 *
	 * @param nanoTime when it came, by the monotonic clock, nanoseconds
	 * @param business whose session
	 * @param connection the connection's number, counted from 1
	 * @param code the status code; -1 for none
	 */
	public record Close(long nanoTime, String business, int connection, int code) {
	}

	/**
	 * What the REST interface saw.
	 * @return live observations
	 */
	public RestObservations rest() {
		return this.rest;
	}

	/**
	 * Every text frame from clients, heartbeats too.
	 * @return oldest first
	 */
	public List<Received> received() {
		synchronized (this.lock) {
			return List.copyOf(this.received);
		}
	}

	/**
	 * Every attempt to connect to the path {@code /ws}.
	 * @return oldest first
	 */
	public List<Connect> connects() {
		synchronized (this.lock) {
			return List.copyOf(this.connects);
		}
	}

	/**
	 * Every close frame from clients that had not been closed before.
	 * @return oldest first
	 */
	public List<Close> closes() {
		synchronized (this.lock) {
			return List.copyOf(this.closes);
		}
	}

	/**
	 * What the open sessions of a business are subscribed to.
	 * @param business such as {@code crypto}
	 * @return texts such as {@code BTCUSDT@kline_1m}
	 */
	public Set<String> subscriptions(String business) {
		synchronized (this.lock) {
			return this.sessions.values()
				.stream()
				.filter((standing) -> standing.business().equals(business))
				.flatMap((standing) -> standing.texts().stream())
				.collect(Collectors.toUnmodifiableSet());
		}
	}

	/**
	 * How many sessions are open.
	 * @return from the handshake until the connection is gone
	 */
	public int openSessions() {
		synchronized (this.lock) {
			return this.sessions.size();
		}
	}

	/**
	 * How many RFC 6455 pings came.
	 * @return counted over all connections, also those that a stall left unanswered
	 */
	public int pingsReceived() {
		synchronized (this.lock) {
			return this.pings;
		}
	}

	/**
	 * How many pushes were left out because a client did not read fast enough.
	 * @return counted over all connections
	 */
	public long pushesSkipped() {
		synchronized (this.lock) {
			return this.skipped;
		}
	}

	void onConnect(Connect connect) {
		synchronized (this.lock) {
			this.connects.add(connect);
			if (this.connects.size() > MOST_ENTRIES) {
				this.connects.remove();
			}
		}
	}

	void onClose(Close close) {
		synchronized (this.lock) {
			this.closes.add(close);
			if (this.closes.size() > MOST_ENTRIES) {
				this.closes.remove();
			}
		}
	}

	void onReceived(Received frame) {
		synchronized (this.lock) {
			this.received.add(frame);
			this.characters += frame.text().length();
			while (this.received.size() > MOST_ENTRIES || this.characters > MOST_CHARACTERS) {
				this.characters -= this.received.remove().text().length();
			}
		}
	}

	void onOpen(int connection, String business) {
		synchronized (this.lock) {
			this.sessions.put(connection, new Standing(business, new HashSet<>()));
		}
	}

	void onSubscriptions(int connection, Set<String> texts) {
		synchronized (this.lock) {
			this.sessions.computeIfPresent(connection, (_, standing) -> new Standing(standing.business(), texts));
		}
	}

	void onGone(int connection) {
		synchronized (this.lock) {
			this.sessions.remove(connection);
		}
	}

	void onPing() {
		synchronized (this.lock) {
			this.pings++;
		}
	}

	void onSkipped() {
		synchronized (this.lock) {
			this.skipped++;
		}
	}

	private record Standing(String business, Set<String> texts) {
	}

}
