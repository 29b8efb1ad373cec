package io.tickrelay.catalog;

import java.util.Set;

import io.tickrelay.tick.Business;
import org.jspecify.annotations.Nullable;

/**
 * The types of products that the vendor lists, spelled as it does.
 */
public enum ProductType {

	/** Shares of the United States. */
	STOCK_US("stock", true),
	/** Shares of Hong Kong. */
	STOCK_HK("stock", true),
	/** Shares of mainland China. */
	STOCK_CN("stock", true),
	/** Shares of Japan. */
	STOCK_JP("japan", true),
	/** Shares of Korea. */
	STOCK_KS("korea", true),
	/** Shares of India. */
	STOCK_IN("india", true),
	/** Shares of Taiwan. */
	STOCK_TW("taiwan", true),
	/** Pairs of crypto-currencies. */
	CRYPTO("crypto", false),
	/** Pairs of currencies. */
	FOREX("common", false),
	/** Futures. */
	FUTURES("common", false),
	/** Oil and gas. */
	ENERGY("common", false),
	/** Metals. */
	METAL("common", false),
	/** Indices. */
	INDICES("common", false);

	private final String own;

	private final boolean share;

	ProductType(String own, boolean share) {
		this.own = own;
		this.share = share;
	}

	/**
	 * The business that carries products of this type.
	 * @param served the businesses that this relay serves
	 * @return a market's own business where it is served, else that of all shares; not
	 * always one that is served
	 */
	public Business carrier(Set<Business> served) {
		Business carrier = new Business(this.own);
		return (!this.share || served.contains(carrier)) ? carrier : Business.STOCK;
	}

	/**
	 * Whether a symbol of this form could be of this type.
	 * @param symbol any symbol
	 * @return false where its form says that it is of another
	 */
	boolean mayHold(String symbol) {
		int dot = symbol.lastIndexOf('.');
		ProductType market = (dot < 0) ? null : ofMarket(symbol.substring(dot + 1));
		if (market == null) {
			return !this.share;
		}
		// Indices of a market are spelled .DJI.US.
		return this == market || (this == INDICES && symbol.startsWith("."));
	}

	/** The shares of a market, such as {@code US}; null for any other text. */
	static @Nullable ProductType ofMarket(String suffix) {
		return switch (suffix) {
			case "US" -> STOCK_US;
			case "HK" -> STOCK_HK;
			case "SH", "SZ" -> STOCK_CN;
			case "JP" -> STOCK_JP;
			case "KS" -> STOCK_KS;
			case "IN" -> STOCK_IN;
			case "TW" -> STOCK_TW;
			default -> null;
		};
	}

}
