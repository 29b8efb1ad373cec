package io.tickrelay.catalog;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All products by symbol. Immutable.
 */
final class Index {

	static final Index EMPTY = new Index(List.of());

	/** How many symbols are proposed in place of an unknown one. */
	static final int MOST_NEAR = 3;

	/**
	 * The longest symbol that is varied. Variants of a longer one would cost more than
	 * they are worth.
	 */
	private static final int LONGEST_VARIED = 16;

	private static final int SHORTEST_BEGINNING = 2;

	private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.";

	private static final List<String> MARKETS = List.of("US", "HK", "SH", "SZ", "JP", "KS", "IN", "TW");

	private static final int HONG_KONG_DIGITS = 5;

	/** All products by symbol. Those of one symbol are neighbours. */
	private final List<Product> sorted;

	private final Map<String, Product> byCapitals;

	Index(Collection<ProductList> lists) {
		this.sorted = lists.stream()
			.flatMap((list) -> list.products().stream())
			.sorted(Comparator.comparing(Product::symbol).thenComparing(Product::type))
			.toList();
		this.byCapitals = HashMap.newHashMap(this.sorted.size());
		this.sorted.forEach((product) -> this.byCapitals.putIfAbsent(capitals(product.symbol()), product));
	}

	/** The products of exactly this symbol, one a type. */
	List<Product> named(String symbol) {
		int first = firstFrom(symbol);
		int end = first;
		while (end < this.sorted.size() && this.sorted.get(end).symbol().equals(symbol)) {
			end++;
		}
		return this.sorted.subList(first, end);
	}

	/** A product whose symbol differs at most by its letters' case. */
	Optional<Product> inAnyCase(String symbol) {
		return Optional.ofNullable(this.byCapitals.get(capitals(symbol)));
	}

	/** Symbols that may have been meant by a mistyped one, the likeliest first. */
	List<Product> near(String symbol) {
		Set<Product> near = new LinkedHashSet<>(named(symbol));
		String typed = capitals(symbol);
		add(near, typed);
		MARKETS.forEach((market) -> add(near, typed + "." + market));
		addPadded(near, typed);
		if (typed.length() <= LONGEST_VARIED) {
			addVariants(near, typed);
		}
		addOtherMarkets(near, typed);
		addBeginningWith(near, typed);
		return near.stream().limit(MOST_NEAR).toList();
	}

	/** Shares of Hong Kong are often written without their leading zeros. */
	private void addPadded(Set<Product> near, String typed) {
		int digits = typed.indexOf('.');
		if (typed.endsWith(".HK") && digits > 0 && digits < HONG_KONG_DIGITS) {
			add(near, "0".repeat(HONG_KONG_DIGITS - digits) + typed);
		}
	}

	private void addVariants(Set<Product> near, String typed) {
		for (int i = 0; i < typed.length() && near.size() < MOST_NEAR; i++) {
			String before = typed.substring(0, i);
			String after = typed.substring(i + 1);
			if (!after.isEmpty()) {
				add(near, before + after.charAt(0) + typed.charAt(i) + after.substring(1));
			}
			add(near, before + after);
		}
		for (int i = typed.length(); i >= 0 && near.size() < MOST_NEAR; i--) {
			for (int letter = 0; letter < LETTERS.length(); letter++) {
				String before = typed.substring(0, i) + LETTERS.charAt(letter);
				add(near, before + typed.substring(i));
				if (i < typed.length()) {
					add(near, before + typed.substring(i + 1));
				}
			}
		}
	}

	private void addOtherMarkets(Set<Product> near, String typed) {
		int dot = typed.lastIndexOf('.');
		if (dot > 0) {
			MARKETS.forEach((market) -> add(near, typed.substring(0, dot + 1) + market));
		}
	}

	private void addBeginningWith(Set<Product> near, String typed) {
		if (typed.length() >= SHORTEST_BEGINNING) {
			int first = firstFrom(typed);
			int end = Math.min(first + MOST_NEAR, this.sorted.size());
			this.sorted.subList(first, end)
				.stream()
				.filter((product) -> product.symbol().startsWith(typed))
				.forEach(near::add);
		}
	}

	private void add(Set<Product> near, String capitals) {
		Product product = this.byCapitals.get(capitals);
		if (product != null) {
			near.add(product);
		}
	}

	private int firstFrom(String symbol) {
		int low = 0;
		int high = this.sorted.size();
		while (low < high) {
			int middle = (low + high) >>> 1;
			if (this.sorted.get(middle).symbol().compareTo(symbol) < 0) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		return low;
	}

	private static String capitals(String symbol) {
		return symbol.toUpperCase(Locale.ROOT);
	}

}
