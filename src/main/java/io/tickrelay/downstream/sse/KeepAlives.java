package io.tickrelay.downstream.sse;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.netty.channel.EventLoop;
import io.tickrelay.hub.lane.LaneLoop;

/**
 * How the silences of all streams are broken. A stream's last write leaves no time
 * behind, because that would be work for each delivery. Instead each stream is visited
 * several times an interval, and a visit sees whether anything was written since the one
 * before. Safe for any thread.
 */
final class KeepAlives {

	private static final int VISITS_PER_INTERVAL = 16;

	private static final Duration LONGEST_PING = Duration.ofSeconds(25);

	private final Duration keepAlive;

	private final Duration ping;

	private final Duration round;

	private final ConcurrentMap<EventLoop, Visits> loops = new ConcurrentHashMap<>();

	KeepAlives(Duration keepAlive) {
		this.keepAlive = keepAlive;
		// A page may give a connection up after three keep-alives without an event.
		this.ping = shorter(keepAlive.multipliedBy(2), LONGEST_PING);
		this.round = shorter(keepAlive, this.ping).dividedBy(VISITS_PER_INTERVAL);
	}

	/** The visits to a loop's streams, always the same ones. */
	Visits on(EventLoop loop) {
		return this.loops.computeIfAbsent(loop, (key) -> visits(LaneLoop.of(key)));
	}

	Visits visits(LaneLoop loop) {
		return new Visits(loop, this.round);
	}

	/** A stream's silence, which begins now. */
	Silence silence(long nowNs) {
		return new Silence(this.keepAlive.toNanos(), this.round.toNanos(), nowNs);
	}

	/** The longest time between two pings. */
	Duration ping() {
		return this.ping;
	}

	/** When a stream's pings are due, the first one an interval from now. */
	Pings pings(long nowNs) {
		return new Pings(this.ping.toNanos(), this.round.toNanos(), nowNs);
	}

	private static Duration shorter(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	/**
	 * Whether a ping is due on a stream that asked for them, whatever else it is sent.
	 */
	static final class Pings {

		private final long patienceNs;

		private long lastNs;

		private Pings(long longestNs, long roundNs, long nowNs) {
			// The next visit is a round away. Half a round allows for an early visit.
			this.patienceNs = longestNs - roundNs - roundNs / 2;
			this.lastNs = nowNs;
		}

		/**
		 * Whether a ping has to be sent at this visit.
		 * @param nowNs the loop's time
		 */
		boolean isDue(long nowNs) {
			boolean due = nowNs - this.lastNs >= this.patienceNs;
			if (due) {
				this.lastNs = nowNs;
			}
			return due;
		}

	}

	/** Whether a stream has been silent for so long that a comment is due. */
	static final class Silence {

		private final long patienceNs;

		private long writes = -1;

		private long sinceNs;

		private Silence(long longestNs, long roundNs, long nowNs) {
			// The last byte may have come a round before the visit that saw it, and the
			// next visit is a round away. Half a round allows for an early visit.
			this.patienceNs = longestNs - 2 * roundNs - roundNs / 2;
			this.sinceNs = nowNs;
		}

		/**
		 * Whether the silence has to be broken at this visit.
		 * @param writesNow how much was written so far
		 * @param nowNs the loop's time
		 */
		boolean isTooLong(long writesNow, long nowNs) {
			if (writesNow != this.writes) {
				this.writes = writesNow;
				this.sinceNs = nowNs;
			}
			return nowNs - this.sinceNs >= this.patienceNs;
		}

	}

}
