package io.tickrelay.simulator;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The plan for all businesses and the plans for single ones. A switch counts when either
 * is on; a count is used up in the business's own plan first; a quantity of the
 * business's own plan wins. Loop-owned.
 */
final class FaultPlans {

	private final FaultPlan general = new FaultPlan();

	private final Map<String, FaultPlan> ofBusiness = new HashMap<>();

	/**
	 * Changes a plan.
	 * @param business whose, null for the one of all
	 * @param change what to change
	 */
	void change(@Nullable String business, Consumer<FaultPlan> change) {
		change.accept(
				(business != null) ? this.ofBusiness.computeIfAbsent(business, (_) -> new FaultPlan()) : this.general);
	}

	/**
	 * Ends something: for all businesses also where a single one's plan says it.
	 * @param business whose, null for all
	 * @param change what to change
	 */
	void end(@Nullable String business, Consumer<FaultPlan> change) {
		change(business, change);
		if (business == null) {
			this.ofBusiness.values().forEach(change);
		}
	}

	boolean any(String business, Predicate<FaultPlan> test) {
		return plans(business).stream().anyMatch(test);
	}

	/** The HTTP status to refuse a connect with, 0 to accept it; uses up one refusal. */
	int takeRefusal(String business) {
		for (FaultPlan plan : plans(business)) {
			if (plan.refusals > 0) {
				plan.refusals--;
				return plan.refusalStatus;
			}
		}
		return plans(business).stream()
			.mapToInt((plan) -> plan.statusForAll)
			.filter((s) -> s != 0)
			.findFirst()
			.orElse(0);
	}

	boolean takeSwallowedAck(String business) {
		for (FaultPlan plan : plans(business)) {
			if (plan.acksToSwallow > 0) {
				plan.acksToSwallow--;
				return true;
			}
		}
		return false;
	}

	/** The plan whose error is to be sent instead of an acknowledgement; uses it up. */
	@Nullable FaultPlan takeError(String business) {
		for (FaultPlan plan : plans(business)) {
			if (plan.errors > 0) {
				plan.errors--;
				return plan;
			}
		}
		return null;
	}

	/** Bytes until a new connection is cut, -1 for never; uses it up. */
	long takeCut(String business) {
		for (FaultPlan plan : plans(business)) {
			if (plan.cutNextAfter >= 0) {
				long bytes = plan.cutNextAfter;
				plan.cutNextAfter = -1;
				return bytes;
			}
		}
		return -1;
	}

	Duration ackDelay(String business) {
		return plans(business).stream()
			.map((plan) -> plan.ackDelay)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(Duration.ZERO);
	}

	int bytesPerSecond(String business) {
		return plans(business).stream()
			.mapToInt((plan) -> plan.bytesPerSecond)
			.filter((b) -> b >= 0)
			.findFirst()
			.orElse(0);
	}

	/** The status of REST answers, 0 for the right one. */
	int restStatus(String business) {
		return plans(business).stream().mapToInt((plan) -> plan.restStatus).filter((s) -> s != 0).findFirst().orElse(0);
	}

	@Nullable String restBody(String business) {
		return plans(business).stream().map((plan) -> plan.restBody).filter(Objects::nonNull).findFirst().orElse(null);
	}

	Duration restDelay(String business) {
		return plans(business).stream()
			.map((plan) -> plan.restDelay)
			.filter(Duration::isPositive)
			.findFirst()
			.orElse(Duration.ZERO);
	}

	private List<FaultPlan> plans(String business) {
		FaultPlan own = this.ofBusiness.get(business);
		return (own != null) ? List.of(own, this.general) : List.of(this.general);
	}

}
