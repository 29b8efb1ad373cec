package io.tickrelay.catalog;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.tickrelay.tick.Business;
import org.jspecify.annotations.Nullable;

/**
 * A product that the vendor has ticks of. A name that the vendor does not give is null.
 */
public final class Product {

	private final ProductType type;

	private final Business business;

	private final String symbol;

	private final @Nullable String nameEn;

	private final @Nullable String nameCn;

	private final @Nullable String nameHk;

	private final boolean index;

	/**
	 * The symbol and the names in lower case, a line each. One search in it rules out
	 * most products.
	 */
	private final String folded;

	Product(ProductType type, Business business, ProductRow row) {
		this.type = type;
		this.business = business;
		this.symbol = row.symbol();
		this.nameEn = row.nameEn();
		this.nameCn = row.nameCn();
		this.nameHk = row.nameHk();
		this.index = row.index();
		Set<String> lines = new LinkedHashSet<>(List.of(fold(this.symbol)));
		for (String name : new @Nullable String[] { this.nameEn, this.nameCn, this.nameHk }) {
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
		return this.symbol;
	}

	/**
	 * The English name.
	 * @return null where there is none
	 */
	public @Nullable String nameEn() {
		return this.nameEn;
	}

	/**
	 * The name in simplified Chinese.
	 * @return null where there is none
	 */
	public @Nullable String nameCn() {
		return this.nameCn;
	}

	/**
	 * The name in traditional Chinese.
	 * @return null where there is none
	 */
	public @Nullable String nameHk() {
		return this.nameHk;
	}

	/**
	 * Whether the product is an index.
	 * @return false where it can be traded
	 */
	public boolean isIndex() {
		return this.index;
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
		int end = this.symbol.length();
		if (at == 0 && part.length() <= end) {
			if (part.length() == end) {
				return Match.CODE;
			}
			boolean market = this.symbol.charAt(part.length()) == '.'
					&& ProductType.ofMarket(this.symbol.substring(part.length() + 1)) != null;
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
