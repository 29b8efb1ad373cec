package io.tickrelay.tick;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A parser's knowledge of symbols: which business carries one that was typed without, or
 * null where that can't be told. Safe for any thread.
 */
@FunctionalInterface
public interface SymbolResolver extends Function<String, @Nullable Business> {

	/**
	 * Whether a symbol is known not to exist, which takes a list of all that do.
	 * @param business whose symbol it would be; null where none was said and its form
	 * does not tell
	 * @param symbol as it was typed
	 * @return empty where it may exist; else what people may have meant, each with its
	 * business, best first, perhaps nothing
	 */
	default Optional<List<String>> instead(@Nullable Business business, String symbol) {
		return Optional.empty();
	}

	/**
	 * How a symbol is spelled that was typed in other letters' case. Symbols are
	 * case-sensitive, so the spelling that was typed would never tick.
	 * @param business whose symbol it would be; null where none was said
	 * @param symbol as it was typed
	 * @return the symbol that exists; empty where the typed one may exist, or where none
	 * is known
	 */
	default Optional<String> spelled(@Nullable Business business, String symbol) {
		String capitals = symbol.toUpperCase(Locale.ROOT);
		Business carrier = apply(capitals);
		boolean known = carrier != null && (business == null || business.equals(carrier));
		return (known && !capitals.equals(symbol)) ? Optional.of(capitals) : Optional.empty();
	}

	/**
	 * The same for streams that a client has already, whatever is known of their symbols
	 * by now.
	 * @return a book that calls no symbol unknown or misspelled
	 */
	default SymbolResolver ofStreamsHeld() {
		SymbolResolver known = this;
		return new SymbolResolver() {

			@Override
			public @Nullable Business apply(String symbol) {
				return known.apply(symbol);
			}

			@Override
			public Optional<String> spelled(@Nullable Business business, String symbol) {
				return (business == null) ? known.spelled(null, symbol) : Optional.empty();
			}

		};
	}

}
