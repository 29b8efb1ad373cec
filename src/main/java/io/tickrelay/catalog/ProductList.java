package io.tickrelay.catalog;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.tickrelay.tick.Business;
import org.jspecify.annotations.Nullable;

/**
 * The products of one type as the vendor told them at one time.
 *
 * @param products each symbol once, in their order
 * @param omitted how many there was no room for
 * @param fetchedMs when it came, in milliseconds of the catalog's clock
 * @param confirmed false for a list that has lost half of its rows at once. More likely
 * the list is broken than the market, until another list says the same
 */
record ProductList(List<Product> products, int omitted, long fetchedMs, boolean confirmed) {

	/**
	 * Makes a list of the vendor's answer.
	 * @param type of which products
	 * @param business carries them
	 * @param rows the answer
	 * @param room the most that may be kept
	 * @param before the list that this one replaces, or null
	 * @param nowMs the time
	 * @return the list
	 */
	static ProductList of(ProductType type, Business business, List<ProductRow> rows, int room,
			@Nullable ProductList before, long nowMs) {
		Map<String, ProductRow> each = new LinkedHashMap<>();
		rows.forEach((row) -> each.putIfAbsent(row.symbol(), row));
		List<Product> products = each.values()
			.stream()
			.limit(room)
			.map((row) -> new Product(type, business, row))
			.sorted(Comparator.comparing(Product::symbol))
			.toList();
		boolean shrunk = before != null && products.size() < before.products().size() / 2;
		return new ProductList(products, each.size() - products.size(), nowMs, !shrunk);
	}

	/**
	 * Whether a product that the list does not hold does not exist.
	 * @param notBeforeMs the least fetch time of a list that is believed
	 * @return false also for an empty list, because plans do not show every type
	 */
	boolean isConclusive(long notBeforeMs) {
		return this.confirmed && this.omitted == 0 && !this.products.isEmpty() && this.fetchedMs >= notBeforeMs;
	}

}
