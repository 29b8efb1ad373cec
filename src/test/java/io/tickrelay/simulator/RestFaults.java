package io.tickrelay.simulator;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * What can be made to go wrong with the REST interface, until {@link #heal}. Any thread
 * may call.
 */
public final class RestFaults {

	/** The vendor's words for too many requests, which come with 429 and with 200. */
	static final String RATE_LIMITED = "{\"detail\":\"Rate limit exceeded\"}";

	private final Consumer<Consumer<FaultPlan>> change;

	private final Consumer<Consumer<FaultPlan>> end;

	RestFaults(Consumer<Consumer<FaultPlan>> change, Consumer<Consumer<FaultPlan>> end) {
		this.change = change;
		this.end = end;
	}

	/**
	 * Answers every request with a status.
	 * @param httpStatus such as 503; 429 comes with the vendor's words
	 */
	public void fail(int httpStatus) {
		this.change.accept((plan) -> plan.restStatus = httpStatus);
	}

	/** Answers that there were too many requests, with the status 200. */
	public void limit() {
		answer(RATE_LIMITED);
	}

	/**
	 * Answers every request that has the key with a text and the status 200.
	 * @param body any text
	 */
	public void answer(String body) {
		this.change.accept((plan) -> plan.restBody = body);
	}

	/**
	 * Answers late.
	 * @param delay how late
	 */
	public void delay(Duration delay) {
		this.change.accept((plan) -> plan.restDelay = delay);
	}

	/**
	 * Answers questions for one product list with 503.
	 * @param type such as {@code STOCK_US}
	 */
	public void failList(String type) {
		this.change.accept((plan) -> plan.brokenLists.add(type));
	}

	/** Ends all of them. */
	public void heal() {
		this.end.accept((plan) -> {
			plan.restStatus = 0;
			plan.restBody = null;
			plan.restDelay = Duration.ZERO;
			plan.brokenLists.clear();
		});
	}

}
