package io.tickrelay.tick;

import java.util.Random;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TopicTests {

	private static final Pattern SYMBOL = Pattern.compile("[A-Za-z0-9._&^=/$+#-]{1,40}");

	@Test
	void takesTheCharactersOfSymbolsAndNoOthers() {
		for (int next = 0; next <= Character.MAX_VALUE; next++) {
			same("A" + (char) next);
		}
	}

	@Test
	void takesTextsOfOneToFortyCharacters() {
		same("");
		Random random = new Random(7);
		for (int i = 0; i < 10_000; i++) {
			same("aZ9.$".repeat(9).substring(0, random.nextInt(45)));
		}
	}

	private static void same(String text) {
		assertThat(Topic.isSymbol(text)).as(text).isEqualTo(SYMBOL.matcher(text).matches());
	}

}
