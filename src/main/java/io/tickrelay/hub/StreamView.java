package io.tickrelay.hub;

import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * One live stream at one moment, for questions from outside its clients. Ages and the ETA
 * are milliseconds.
 *
 * @param topic the stream
 * @param status its state
 * @param etaMs how much longer the state's cause will last, or null where that can't be
 * told
 * @param last the last known value, or null where there has been none
 * @param seq the number of its last update, 0 where there has been none
 * @param ticksPerSecond over the last ten seconds; history does not count
 * @param lastTickAgeMs since the last tick that was news, or null where there has been
 * none
 * @param requestedMs when a client first asked for it, epoch milliseconds
 * @param firstTickMs when the first tick that was news came, epoch milliseconds, or null
 * where there has been none
 */
public record StreamView(Topic topic, StreamStatus status, @Nullable Long etaMs, @Nullable LastValue last, long seq,
		double ticksPerSecond, @Nullable Long lastTickAgeMs, long requestedMs, @Nullable Long firstTickMs) {

	static StreamView of(TopicStream stream, RelayClock clock) {
		StreamStatus status = stream.status().status();
		TickFrame tick = stream.last();
		long nowMs = clock.steadyMillis();
		Long newsMicros = (tick == null) ? null : tick.newsMicros();
		return new StreamView(stream.topic(), status, status.etaMs(nowMs),
				(tick == null) ? null : LastValue.of(tick.shown(), clock), (tick == null) ? 0 : tick.seq(),
				stream.pulse().perSecond(nowMs), (newsMicros == null) ? null : clock.ageMs(newsMicros),
				stream.pulse().bornMs(), stream.pulse().firstTickMs());
	}

	/**
	 * The last known value, as a joining client would get it.
	 *
	 * @param frame the value, under the number of the stream's last update
	 * @param ageMs since its receipt
	 */
	public record LastValue(TickFrame frame, long ageMs) {

		static LastValue of(TickFrame frame, RelayClock clock) {
			return new LastValue(frame, clock.ageMs(frame.receivedMicros()));
		}

	}

}
