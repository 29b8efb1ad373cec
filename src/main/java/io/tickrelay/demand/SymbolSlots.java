package io.tickrelay.demand;

import java.util.HashMap;
import java.util.Map;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;

/**
 * Counts symbols as the upstream's plan does: each symbol of a business once, however
 * many of its channels are wanted. Guarded by the lock of {@link Demand}.
 */
final class SymbolSlots {

	private final int perBusiness;

	private final int total;

	private final Map<Business, Map<String, Integer>> topics = new HashMap<>();

	private int symbols;

	SymbolSlots(int perBusiness, int total) {
		this.perBusiness = perBusiness;
		this.total = total;
	}

	boolean hasRoomFor(Topic topic) {
		return topicsOf(topic) > 0 || (!isFull(topic.business()) && this.symbols < this.total);
	}

	boolean isFull(Business business) {
		return of(business).size() >= this.perBusiness;
	}

	int topicsOf(Topic topic) {
		return of(topic.business()).getOrDefault(topic.symbol(), 0);
	}

	void take(Topic topic) {
		if (of(topic.business()).merge(topic.symbol(), 1, Integer::sum) == 1) {
			this.symbols++;
		}
	}

	void free(Topic topic) {
		if (of(topic.business()).computeIfPresent(topic.symbol(),
				(symbol, count) -> (count == 1) ? null : count - 1) == null) {
			this.symbols--;
		}
	}

	private Map<String, Integer> of(Business business) {
		return this.topics.computeIfAbsent(business, (key) -> new HashMap<>());
	}

}
