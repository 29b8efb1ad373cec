package io.tickrelay.upstream.rest;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/**
 * The outcomes of REST requests since the start.
 */
public final class RestCounters {

	private final Map<RestOutcome, LongAdder> requests = new EnumMap<>(RestOutcome.class);

	RestCounters() {
		for (RestOutcome outcome : RestOutcome.values()) {
			this.requests.put(outcome, new LongAdder());
		}
	}

	/**
	 * Requests by outcome.
	 * @param visitor takes the outcome and the counter
	 */
	public void eachRequest(BiConsumer<String, LongAdder> visitor) {
		this.requests.forEach((outcome, counter) -> visitor.accept(outcome.text(), counter));
	}

	void onRequest(RestOutcome outcome) {
		LongAdder counter = this.requests.get(outcome);
		if (counter != null) {
			counter.increment();
		}
	}

}
