package io.tickrelay.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A row of the vendor's product list.
 *
 * @param symbol of a symbol's alphabet
 * @param nameEn in English, or null
 * @param nameCn in simplified Chinese, or null
 * @param nameHk in traditional Chinese, or null
 * @param index whether it is an index
 */
public record ProductRow(String symbol, @Nullable String nameEn, @Nullable String nameCn, @Nullable String nameHk,
		boolean index) {
}
