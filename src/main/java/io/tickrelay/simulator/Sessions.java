package io.tickrelay.simulator;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The open sessions, and how many connections each key holds. Loop-owned.
 */
final class Sessions {

	private final Map<Integer, Session> open = new LinkedHashMap<>();

	private final Map<String, Integer> held = new HashMap<>();

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
		return this.held.getOrDefault(holder, 0);
	}

	void hold(String holder) {
		this.held.merge(holder, 1, Integer::sum);
	}

	void release(String holder) {
		this.held.computeIfPresent(holder, (_, count) -> (count > 1) ? count - 1 : null);
	}

}
