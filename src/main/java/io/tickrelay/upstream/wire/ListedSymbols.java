package io.tickrelay.upstream.wire;

import java.util.List;

/**
 * A product list.
 *
 * @param rows those that name a symbol, in the answer's order
 * @param unreadable how many others there were
 */
public record ListedSymbols(List<ListedSymbol> rows, int unreadable) {
}
