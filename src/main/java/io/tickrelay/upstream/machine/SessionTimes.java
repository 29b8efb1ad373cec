package io.tickrelay.upstream.machine;

/**
 * The times of a session, in nanoseconds.
 *
 * @param heartbeatNs between two heartbeats
 * @param pingNs between two pings; a socket silent for two of them is replaced
 * @param connectNs how long a handshake may take
 * @param greetingNs how long the welcome may take
 * @param idleNs how long a session is kept without a wanted topic
 * @param rejectedNs how long a refused key or URL is left alone
 * @param muteNs the least silence that is too long for a busy stream
 */
public record SessionTimes(long heartbeatNs, long pingNs, long connectNs, long greetingNs, long idleNs, long rejectedNs,
		long muteNs) {

	/**
	 * When something began that a standstill of the relay does not count for.
	 * @param sinceNs when it began
	 * @param lostNs how much does not count
	 * @param nowNs the time
	 * @return no later than now
	 */
	static long later(long sinceNs, long lostNs, long nowNs) {
		return nowNs - Math.max(0, nowNs - sinceNs - lostNs);
	}

}
