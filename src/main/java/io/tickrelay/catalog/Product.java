package io.tickrelay.catalog;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.tickrelay.tick.Business;
import org.jspecify.annotations.Nullable;

/**
 * A product that the vendor has ticks of.
 */
public final class Product {

	private final ProductType type;

	private final Business business;

	private final ProductRow row;

	/**
	 * The symbol and the names in lower case, a line each. One search in it rules out
	 * most products.
	 */
	private final String folded;

	/**
	 * Creates a product.
	 * @param type the list that it stands in
	 * @param business carries its ticks
	 * @param row the vendor's row
	 */
	public Product(ProductType type, Business business, ProductRow row) {
		this.type = type;
		this.business = business;
		this.row = row;
		Set<String> lines = new LinkedHashSet<>(List.of(fold(row.symbol())));
		for (String name : new @Nullable String[] { row.nameEn(), row.nameCn(), row.nameHk() }) {
			if (name != null) {
				lines.add(fold(name));
			}
		}
		this.folded = String.join("\n", lines);
	}

	/**
	 * The list that the product stands in.
	 * @return its type
	 */
	public ProductType type() {
		return this.type;
	}

	/**
	 * The business that carries the ticks.
	 * @return a business that is served
	 */
	public Business business() {
		return this.business;
	}

	/**
	 * The symbol.
	 * @return as upstream spells it
	 */
	public String symbol() {
		return this.row.symbol();
	}

	/**
	 * The vendor's row.
	 * @return the symbol, and its names
	 */
	public ProductRow row() {
		return this.row;
	}

	/**
	 * How well the product matches a search.
	 * @param part what was typed, folded and not empty
	 * @return null where not at all
	 */
	@Nullable Match match(String part) {
		int at = this.folded.indexOf(part);
		if (at < 0) {
			return null;
		}
		String symbol = symbol();
		int end = symbol.length();
		if (at == 0 && part.length() <= end) {
			if (part.length() == end) {
				return Match.CODE;
			}
			boolean market = symbol.charAt(part.length()) == '.'
					&& ProductType.ofMarket(symbol.substring(part.length() + 1)) != null;
			return market ? Match.CODE_WITHOUT_MARKET : Match.CODE_START;
		}
		String names = this.folded.substring(Math.min(end, this.folded.length())) + "\n";
		if (names.contains("\n" + part + "\n")) {
			return Match.NAME;
		}
		return names.contains("\n" + part) ? Match.NAME_START
				: names.contains(part) ? Match.NAME_PART : Match.CODE_PART;
	}

	/** Makes texts comparable that differ in case alone. */
	static String fold(String text) {
		return text.replace('\n', ' ').toLowerCase(Locale.ROOT);
	}

	/** The part of a product that a search has matched, best first. */
	enum Match {

		/** The whole symbol. */
		CODE,
		/** The symbol but for its market: AAPL of AAPL.US. */
		CODE_WITHOUT_MARKET,
		/** The symbol's beginning. */
		CODE_START,
		/** A whole name. */
		NAME,
		/** A name's beginning. */
		NAME_START,
		/** Somewhere in a name. */
		NAME_PART,
		/** Somewhere in the symbol. */
		CODE_PART

	}

}
