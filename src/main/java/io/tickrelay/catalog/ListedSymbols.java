package io.tickrelay.catalog;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.SymbolResolver;
import org.jspecify.annotations.Nullable;

/**
 * Resolves symbols by the product lists, and by their form where the lists do not know
 * them.
 */
public final class ListedSymbols implements SymbolResolver {

	private final Catalog catalog;

	private final SymbolPatterns forms;

	private final boolean rejectUnknown;

	/**
	 * Creates the resolver.
	 * @param catalog the lists
	 * @param forms the guess
	 * @param rejectUnknown whether a symbol that no list holds is refused
	 */
	public ListedSymbols(Catalog catalog, SymbolPatterns forms, boolean rejectUnknown) {
		this.catalog = catalog;
		this.forms = forms;
		this.rejectUnknown = rejectUnknown;
	}

	@Override
	public @Nullable Business apply(String symbol) {
		Business guess = this.forms.apply(symbol);
		Set<Business> listed = this.catalog.named(symbol)
			.stream()
			.map(Product::business)
			.collect(Collectors.toUnmodifiableSet());
		if (listed.isEmpty() || (guess != null && listed.contains(guess))) {
			return guess;
		}
		// Where two businesses carry a symbol, the client has to name one.
		return (listed.size() == 1) ? listed.iterator().next() : null;
	}

	@Override
	public Optional<String> spelled(@Nullable Business business, String symbol) {
		boolean refuses = this.rejectUnknown || business == null;
		if (!refuses || carries(business, symbol)) {
			return Optional.empty();
		}
		Optional<String> listed = this.catalog.inAnyCase(symbol)
			.map(Product::symbol)
			.filter((other) -> carries(business, other));
		return listed.isPresent() ? listed : this.forms.spelled(business, symbol);
	}

	@Override
	public Optional<List<String>> instead(@Nullable Business business, String symbol) {
		if (carries(business, symbol) || !this.rejectUnknown || !this.catalog.isConclusive(business, symbol)) {
			return Optional.empty();
		}
		return Optional.of(this.catalog.near(symbol)
			.stream()
			.map((product) -> product.business().name() + ":" + product.symbol())
			.distinct()
			.toList());
	}

	private boolean carries(@Nullable Business business, String symbol) {
		return this.catalog.named(symbol)
			.stream()
			.anyMatch((product) -> business == null || business.equals(product.business()));
	}

}
