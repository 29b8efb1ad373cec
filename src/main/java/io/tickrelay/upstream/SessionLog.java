package io.tickrelay.upstream;

import java.util.concurrent.TimeUnit;

import io.tickrelay.hub.TopicCondition;
import io.tickrelay.tick.Business;
import io.tickrelay.upstream.machine.Failure;
import io.tickrelay.upstream.machine.SessionState;
import io.tickrelay.upstream.wire.ServerFrame;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Makes known what a session goes through, in one log line each, and counts what went
 * wrong.
 */
final class SessionLog {

	private static final Logger log = LoggerFactory.getLogger(UpstreamSession.class);

	/** The vendor's number for more than 60 frames in a minute. */
	private static final String OVER_THE_LIMIT = "501";

	private static final long BETWEEN_LINES_NS = TimeUnit.SECONDS.toNanos(1);

	/** There may be thousands a second: meters count them. */
	private static final long BETWEEN_UNREAD_NS = TimeUnit.MINUTES.toNanos(1);

	private final Business business;

	private final UpstreamCounters counters;

	private @Nullable Failure lastTold;

	private long lastToldNs;

	private @Nullable Long unreadToldNs;

	SessionLog(Business business, UpstreamCounters counters) {
		this.business = business;
		this.counters = counters;
	}

	void entered(SessionState state) {
		log.atInfo()
			.addKeyValue("business", this.business)
			.addKeyValue("state", state.getClass().getSimpleName())
			.log("The upstream session changed its state");
	}

	/** Counts what a stream was told of its standing. */
	void told(TopicCondition topicCondition) {
		switch (topicCondition) {
			case TopicCondition.Mute _ -> this.counters.mutes.increment();
			case TopicCondition.Asked(boolean interrupted) -> {
				if (interrupted) {
					this.counters.renewals.increment();
				}
			}
			case TopicCondition.Refused _, TopicCondition.Queued _ -> {
				// The streams' states show them.
			}
		}
	}

	void failed(Failure failure, long nowNs) {
		this.counters.onFailure(failure);
		if (failure.equals(this.lastTold) && nowNs - this.lastToldNs < BETWEEN_LINES_NS) {
			// The upstream may say the same thousands of times a second: counted is
			// enough.
			return;
		}
		this.lastTold = failure;
		this.lastToldNs = nowNs;
		// The two that put the key at risk, whatever their cause.
		boolean loud = failure.isSameKind(Failure.TOO_MANY_RECONNECTS) || failure.code().equals(OVER_THE_LIMIT);
		log.atLevel(loud ? Level.ERROR : Level.WARN)
			.addKeyValue("business", this.business)
			.addKeyValue("code", failure.code())
			.addKeyValue("meaning", failure.meaning())
			.log("The upstream failed");
	}

	void unread(ServerFrame.Kind kind, long nowNs) {
		if (this.unreadToldNs == null || nowNs - this.unreadToldNs >= BETWEEN_UNREAD_NS) {
			this.unreadToldNs = nowNs;
			log.atWarn()
				.addKeyValue("business", this.business)
				.addKeyValue("kind", kind.text())
				.log("A frame of the upstream could not be read; /v1/explain tells which streams lose data by it");
		}
	}

	void metABug(RuntimeException bug) {
		this.counters.bugs.increment();
		log.atError().addKeyValue("business", this.business).setCause(bug).log("The session met a bug");
	}

}
