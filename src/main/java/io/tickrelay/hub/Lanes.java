package io.tickrelay.hub;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;

/**
 * The lanes, one for each event loop that has had a client; there are as many loops as
 * the server has threads. Safe for any thread.
 */
public final class Lanes {

	private final TickHub hub;

	private final int capacity;

	private final ConcurrentMap<Executor, Lane> lanes = new ConcurrentHashMap<>();

	/**
	 * Creates no lane yet.
	 * @param hub where topics come from
	 * @param capacity how many frames may wait in each lane
	 */
	public Lanes(TickHub hub, int capacity) {
		this.hub = hub;
		this.capacity = capacity;
	}

	/**
	 * The lane of a loop.
	 * @param loop an event loop of the server
	 * @return always the same for the same loop
	 */
	public Lane of(Executor loop) {
		return this.lanes.computeIfAbsent(loop, (key) -> new Lane(this.hub, key, this.capacity));
	}

	/**
	 * How many frames wait for their loops.
	 * @return an estimate over all lanes
	 */
	public int backlog() {
		return this.lanes.values().stream().mapToInt(Lane::backlog).sum();
	}

}
