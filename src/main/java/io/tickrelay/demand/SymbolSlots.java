package io.tickrelay.demand;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Counts;
import io.tickrelay.tick.Topic;

/**
 * Counts symbols as the upstream's plan does: each symbol of a business once, however
 * many of its channels are wanted. Guarded by the lock of {@link Demand}.
 */
final class SymbolSlots {

	private final int perBusiness;

	private final int total;

	private final Map<Business, Counts<String>> topics = new HashMap<>();

	private int symbols;

	SymbolSlots(int perBusiness, int total) {
		this.perBusiness = perBusiness;
		this.total = total;
	}

	boolean hasRoomFor(Topic topic) {
		return topicsOf(topic) > 0 || (!isFull(topic.business()) && this.symbols < this.total);
	}

	/**
	 * Whether there is room for all topics at once.
	 * @param wanted the topics
	 * @param lingering topics without a holder; a symbol of which nothing else is here
	 * makes room, unless it is wanted itself
	 */
	boolean haveRoomFor(Collection<Topic> wanted, Collection<Topic> lingering) {
		Set<Symbol> symbols = wanted.stream().map(Symbol::of).collect(Collectors.toSet());
		Map<Business, Integer> used = new HashMap<>();
		this.topics.forEach((business, counts) -> used.put(business, counts.keys().size()));
		lingering.stream()
			.filter((topic) -> !symbols.contains(Symbol.of(topic)))
			.collect(Collectors.groupingBy(Symbol::of, Collectors.counting()))
			.forEach((symbol, idle) -> {
				if (idle == of(symbol.business()).of(symbol.name())) {
					used.merge(symbol.business(), -1, Integer::sum);
				}
			});
		List<Business> added = symbols.stream()
			.filter((symbol) -> of(symbol.business()).of(symbol.name()) == 0)
			.map(Symbol::business)
			.toList();
		added.forEach((business) -> used.merge(business, 1, Integer::sum));
		return added.stream().allMatch((business) -> used.getOrDefault(business, 0) <= this.perBusiness)
				&& (added.isEmpty() || used.values().stream().mapToInt(Integer::intValue).sum() <= this.total);
	}

	boolean isFull(Business business) {
		return of(business).keys().size() >= this.perBusiness;
	}

	int topicsOf(Topic topic) {
		return of(topic.business()).of(topic.symbol());
	}

	void take(Topic topic) {
		if (of(topic.business()).add(topic.symbol()) == 1) {
			this.symbols++;
		}
	}

	void free(Topic topic) {
		if (of(topic.business()).remove(topic.symbol()) == 0) {
			this.symbols--;
		}
	}

	private Counts<String> of(Business business) {
		return this.topics.computeIfAbsent(business, (key) -> Counts.ordered());
	}

	private record Symbol(Business business, String name) {

		static Symbol of(Topic topic) {
			return new Symbol(topic.business(), topic.symbol());
		}

	}

}
