package io.tickrelay.hub;

import java.time.Duration;

/**
 * Bounds of the past that the hub keeps for clients that come back. Ticks beyond a bound
 * are dropped, the oldest first.
 *
 * @param events the most ticks of one stream
 * @param bytes the most bytes of one stream's ticks, as far as they can be estimated
 * @param age how old a stream's ticks may be when a newer one comes
 * @param totalBytes the most bytes over all streams
 * @param perClient the most ticks that one client is sent again; one that needs more is
 * told that it can't go on where it was
 */
public record ReplayLimits(int events, long bytes, Duration age, long totalBytes, int perClient) {

	/** Keeps nothing: no client can resume. */
	public static final ReplayLimits NOTHING = new ReplayLimits(0, 0, Duration.ZERO, 0, 0);

}
