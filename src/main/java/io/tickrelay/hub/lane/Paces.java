package io.tickrelay.hub.lane;

import java.util.HashMap;
import java.util.Map;

import io.tickrelay.hub.HubCounters;

/**
 * A lane's timers, one for each rate that a client of it has asked for: at most
 * {@link Delivery.Rated#MOST}. Lives on the lane's loop.
 */
final class Paces {

	private final LaneLoop loop;

	private final HubCounters counters;

	private final Map<Integer, Pace> paces = new HashMap<>();

	Paces(LaneLoop loop, HubCounters counters) {
		this.loop = loop;
		this.counters = counters;
	}

	Pace of(int perSecond) {
		return this.paces.computeIfAbsent(perSecond, (rate) -> new Pace(this.loop, rate, this.counters));
	}

}
