package io.tickrelay.tick;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * What a reader of stream names has to know of symbols: which business carries one that
 * was typed without, or null where that can't be told. Safe for any thread.
 */
@FunctionalInterface
public interface SymbolBook extends Function<String, @Nullable Business> {

	/**
	 * Whether a symbol is known not to exist, which takes a list of all that do.
	 * @param business whose symbol it would be; null where nobody said and its form does
	 * not tell
	 * @param symbol as it was typed
	 * @return empty where it may exist; else what people may have meant, each with its
	 * business, best first, perhaps nothing
	 */
	default Optional<List<String>> instead(@Nullable Business business, String symbol) {
		return Optional.empty();
	}

}
