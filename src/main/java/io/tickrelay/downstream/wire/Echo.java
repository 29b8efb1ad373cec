package io.tickrelay.downstream.wire;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The mark that a client puts on its command, and finds again on the answer.
 */
public final class Echo {

	private Echo() {
	}

	/**
	 * The mark as JSON text.
	 * @param mark a number or a string
	 * @param longest the most characters of the text
	 * @return null for anything that could not go back as it came
	 */
	public static @Nullable String of(JsonNode mark, int longest) {
		// A number beyond a double's range would come back as the text "Infinity".
		boolean endless = mark.isFloatingPointNumber() && !Double.isFinite(mark.doubleValue());
		boolean fits = mark.isString() || (mark.isNumber() && !endless);
		String text = fits ? mark.toString() : "";
		// Half a character, which an escape can smuggle in, has no way back out.
		boolean whole = StandardCharsets.UTF_8.newEncoder().canEncode(text);
		return (fits && text.length() <= longest && whole) ? text : null;
	}

}
