package io.tickrelay;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.tickrelay.catalog.Catalog;
import io.tickrelay.catalog.Found;
import io.tickrelay.catalog.ListStatus;
import io.tickrelay.catalog.Product;
import io.tickrelay.catalog.ProductType;
import io.tickrelay.downstream.rest.ProductSearch;
import io.tickrelay.downstream.wire.ListedProducts;
import io.tickrelay.downstream.wire.ListedProducts.ProductListState;
import org.jspecify.annotations.Nullable;

/**
 * Shows the catalog to the clients' side, which does not know it.
 */
final class CatalogProducts implements ProductSearch {

	private final Catalog catalog;

	private final boolean on;

	CatalogProducts(Catalog catalog, boolean on) {
		this.catalog = catalog;
		this.on = on;
	}

	@Override
	public boolean isOn() {
		return this.on;
	}

	@Override
	public Set<String> types() {
		return names(Arrays.asList(ProductType.values()));
	}

	@Override
	public Set<String> servedTypes() {
		return names(this.catalog.types());
	}

	@Override
	public ListedProducts find(@Nullable String type, String text, int limit) {
		ProductType only = (type == null) ? null : ProductType.valueOf(type);
		Set<ProductType> types = (only == null) ? this.catalog.types() : Set.of(only);
		// The lists are read before the search, so that a product found is of a list
		// told.
		List<ProductListState> lists = types.stream().map(this.catalog::status).map(CatalogProducts::told).toList();
		Found found = this.catalog.search(only, text, limit);
		return new ListedProducts(found.total(), found.products().stream().map(CatalogProducts::told).toList(), lists);
	}

	private static ListedProducts.Row told(Product product) {
		return new ListedProducts.Row(product.symbol(), product.type().name(), product.business().name(),
				product.nameEn(), product.nameCn(), product.nameHk(), product.isIndex());
	}

	private static ProductListState told(ListStatus list) {
		return new ProductListState(list.type().name(), list.business().name(), list.symbols(), list.omitted(),
				list.unreadable(), list.ageMs(), list.failure());
	}

	private static Set<String> names(Collection<ProductType> types) {
		return types.stream().map(ProductType::name).collect(Collectors.toCollection(LinkedHashSet::new));
	}

}
