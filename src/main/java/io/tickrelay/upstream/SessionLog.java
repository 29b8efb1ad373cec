package io.tickrelay.upstream;

import io.tickrelay.tick.Business;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes known what a session goes through, in one log line each, and counts what went
 * wrong.
 */
final class SessionLog {

	private static final Logger log = LoggerFactory.getLogger(UpstreamSession.class);

	private final Business business;

	private final UpstreamCounters counters;

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

	void failed(Failure failure) {
		this.counters.onFailure(failure);
		log.atWarn()
			.addKeyValue("business", this.business)
			.addKeyValue("code", failure.code())
			.addKeyValue("meaning", failure.meaning())
			.log("The upstream failed");
	}

	void metABug(RuntimeException bug) {
		this.counters.bugs.increment();
		log.atError().addKeyValue("business", this.business).setCause(bug).log("The session met a bug");
	}

}
