package io.tickrelay.simulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.tickrelay.tick.Counts;

/**
 * The open sessions, and how many connections each key holds. Loop-owned.
 */
final class Sessions {

	private final Map<Integer, Session> open = new LinkedHashMap<>();

	private final Counts<String> held = Counts.ordered();

	private int last;

	int nextNumber() {
		return ++this.last;
	}

	void add(Session session) {
		this.open.put(session.number(), session);
	}

	void remove(Session session) {
		this.open.remove(session.number());
	}

	/**
	 * Every open session.
	 * @return a copy
	 */
	List<Session> all() {
		return List.copyOf(this.open.values());
	}

	int held(String holder) {
		return this.held.of(holder);
	}

	void hold(String holder) {
		this.held.add(holder);
	}

	void release(String holder) {
		this.held.remove(holder);
	}

}
