package io.tickrelay.demand;

import java.time.Duration;

/**
 * The bounds of demand, and how long a topic outlives its last holder.
 *
 * @param symbolsPerBusiness the most symbols one upstream session may carry
 * @param symbolsTotal the most symbols over all sessions
 * @param linger how long a topic stays wanted after its last lease; zero drops it at once
 */
public record DemandLimits(int symbolsPerBusiness, int symbolsTotal, Duration linger) {
}
