package io.tickrelay.upstream.wire;

import java.util.List;

import io.tickrelay.tick.Topic;

/**
 * The symbols that a frame names: at least one, because the vendor reads a frame that
 * names none as "all of them".
 *
 * @param symbols at least one symbol
 */
public record Codes(List<String> symbols) {

	public Codes {
		symbols = List.copyOf(symbols);
		if (symbols.isEmpty() || !symbols.stream().allMatch(Topic::isSymbol)) {
			throw new IllegalArgumentException("A frame names at least one symbol and nothing else, not " + symbols);
		}
	}

	/** The form in a frame. */
	String joined() {
		return String.join(",", this.symbols);
	}

}
