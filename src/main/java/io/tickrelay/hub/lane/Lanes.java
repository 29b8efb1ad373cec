package io.tickrelay.hub.lane;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledExecutorService;

import io.tickrelay.hub.TickHub;

/**
 * The lanes, one for each event loop that has had a client; there are as many loops as
 * the server has threads. Safe for any thread.
 */
public final class Lanes {

	private final TickHub hub;

	private final int capacity;

	private final LatencyMeter latency;

	private final ConcurrentMap<ScheduledExecutorService, Lane> lanes = new ConcurrentHashMap<>();

	/**
	 * Creates no lane yet.
	 * @param hub where topics come from
	 * @param capacity how many frames may wait in each lane
	 * @param latency takes how long each batch was on its way
	 */
	public Lanes(TickHub hub, int capacity, LatencyMeter latency) {
		this.hub = hub;
		this.capacity = capacity;
		this.latency = latency;
	}

	/**
	 * The lane of a loop.
	 * @param loop an event loop of the server
	 * @return always the same for the same loop
	 */
	public Lane of(ScheduledExecutorService loop) {
		return this.lanes.computeIfAbsent(loop,
				(key) -> new Lane(this.hub, LaneLoop.of(key), this.capacity, this.latency));
	}

	/**
	 * How late the ticks of the latest lane are.
	 * @return milliseconds; 0 while all keep up
	 */
	public long lateMs() {
		return this.lanes.values().stream().mapToLong(Lane::lateMs).max().orElse(0);
	}

	/**
	 * How many frames wait for their loops.
	 * @return an estimate over all lanes
	 */
	public int backlog() {
		return this.lanes.values().stream().mapToInt(Lane::backlog).sum();
	}

}
