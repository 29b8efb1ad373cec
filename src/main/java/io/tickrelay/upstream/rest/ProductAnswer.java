package io.tickrelay.upstream.rest;

import java.util.List;

import io.tickrelay.upstream.wire.ListedSymbol;

/**
 * What became of a question for a product list.
 */
public sealed interface ProductAnswer {

	/**
	 * The list.
	 *
	 * @param rows in the vendor's order
	 * @param unreadable how many others named no symbol
	 */
	record Listed(List<ListedSymbol> rows, int unreadable) implements ProductAnswer {
	}

	/**
	 * There was none.
	 *
	 * @param outcome why, in the word of the meter of REST requests
	 */
	record Failed(String outcome) implements ProductAnswer {
	}

}
