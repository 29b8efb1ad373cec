package io.tickrelay.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What the REST interface saw. Any thread may read it; what it returns are copies. The
 * last 1,000 requests are kept. Never holds a key.
 */
public final class RestObservations {

	private static final int MOST_ENTRIES = 1_000;

	private final Deque<Request> requests = new ArrayDeque<>();

	RestObservations() {
	}

	/**
	 * Every request that was answered.
	 * @return oldest first
	 */
	public synchronized List<Request> requests() {
		return List.copyOf(this.requests);
	}

	synchronized void onRequest(Request request) {
		this.requests.add(request);
		if (this.requests.size() > MOST_ENTRIES) {
			this.requests.remove();
		}
	}

	/**
	 * A request.
	 *
	 * @param epochMs when it was answered, epoch milliseconds
	 * @param nanoTime the same by the monotonic clock, nanoseconds
	 * @param path of its URL
	 * @param body empty for a GET
	 * @param status of the answer
	 */
	public record Request(long epochMs, long nanoTime, String path, String body, int status) {
	}

}
