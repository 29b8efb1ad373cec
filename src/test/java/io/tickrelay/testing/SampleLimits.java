package io.tickrelay.testing;

import java.time.Duration;

import io.tickrelay.downstream.contract.Sizes;
import io.tickrelay.downstream.wire.ConnectionMessages.Limits;

/** What {@code hello} tells in tests that need some limits and care for none. */
public final class SampleLimits {

	/** All different. */
	public static final Limits LIMITS = new Limits(100, 900, 200, 30, 20, 4, new Sizes(16_384, 8192, 65_536),
			Duration.ofSeconds(10), Duration.ofHours(1));

	private SampleLimits() {
	}

}
