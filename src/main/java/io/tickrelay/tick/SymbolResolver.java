package io.tickrelay.tick;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A parser's knowledge of symbols. It tells the business of a symbol that was typed
 * without one, or null where that is unknown. Safe for any thread.
 */
@FunctionalInterface
public interface SymbolResolver extends Function<String, @Nullable Business> {

	/**
	 * Whether a symbol is known not to exist, which takes a list of all symbols.
	 * @param business the business of the symbol; null where none was typed and the form
	 * does not tell
	 * @param symbol as it was typed
	 * @return empty where the symbol may exist; else similar symbols, perhaps none, each
	 * with its business, best first
	 */
	default Optional<List<String>> instead(@Nullable Business business, String symbol) {
		return Optional.empty();
	}

	/**
	 * The spelling of a symbol that was typed in another case. Symbols are
	 * case-sensitive, so the typed spelling would never tick.
	 * @param business the business of the symbol; null where none was typed
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
	 * A resolver for streams that a client has already, whatever is known of their
	 * symbols now.
	 * @return a resolver that calls no symbol unknown or misspelled
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
