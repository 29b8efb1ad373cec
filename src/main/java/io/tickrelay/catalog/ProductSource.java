package io.tickrelay.catalog;

import java.util.List;
import java.util.function.Consumer;

/**
 * The source of the vendor's product lists.
 */
@FunctionalInterface
public interface ProductSource {

	/**
	 * Asks for a list.
	 * @param type of which products
	 * @param answer hears the end once, on any thread; not at all once the application
	 * stops
	 */
	void ask(ProductType type, Consumer<Answer> answer);

	/** The answer to a question for a list. */
	sealed interface Answer {

	}

	/**
	 * The list.
	 *
	 * @param rows those that name a symbol, in the vendor's order
	 * @param unreadable how many others there were
	 */
	record Listed(List<ProductRow> rows, int unreadable) implements Answer {
	}

	/**
	 * There was no list.
	 *
	 * @param why in a word
	 */
	record Failed(String why) implements Answer {
	}

}
