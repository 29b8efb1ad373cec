package io.tickrelay.upstream.wire;

import org.jspecify.annotations.Nullable;

/**
 * A row of the vendor's product list. A name that it does not give is null.
 *
 * @param symbol of a symbol's alphabet
 * @param nameEn in English
 * @param nameCn in simplified Chinese
 * @param nameHk in traditional Chinese
 * @param index whether it is an index, which is not traded
 */
public record ListedSymbol(String symbol, @Nullable String nameEn, @Nullable String nameCn, @Nullable String nameHk,
		boolean index) {
}
