package io.tickrelay.catalog;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.tickrelay.tick.Business;
import org.jspecify.annotations.Nullable;

/** Parts for tests of the catalog. */
final class Catalogs {

	static final Set<Business> STANDARD = Set.of(Business.STOCK, Business.CRYPTO, Business.COMMON);

	private Catalogs() {
	}

	static CatalogProperties properties(int maxSymbols) {
		return new CatalogProperties(List.of("USDT", "BTC"), true, Duration.ofHours(1), Duration.ofMinutes(1),
				maxSymbols, true);
	}

	/** Rows without names. */
	static List<ProductRow> rows(String... symbols) {
		return Stream.of(symbols).map((symbol) -> row(symbol, null, null, null)).toList();
	}

	static ProductRow row(String symbol, @Nullable String nameEn, @Nullable String nameCn, @Nullable String nameHk) {
		return new ProductRow(symbol, nameEn, nameCn, nameHk, false);
	}

	static List<String> symbols(List<Product> products) {
		return products.stream().map(Product::symbol).toList();
	}

}
