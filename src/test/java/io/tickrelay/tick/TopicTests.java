package io.tickrelay.tick;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TopicTests {

	private static final Pattern SYMBOL = Pattern
		.compile("[A-Za-z0-9._&^=/$+#\\-\\p{L}\\p{Nd}\\p{Mn}\\p{Mc}\\p{So}]{1,40}");

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

	@Test
	void takesSymbolsOfAnyScript() {
		for (String symbol : List.of("币安人生USDT", "サムスン.JP", "บาท", "हिन्दी", "🐶USDT", "삼성전자.KS", "É")) {
			assertThat(Topic.isSymbol(symbol)).as(symbol).isTrue();
		}
		for (String none : List.of("币 安", "币\u3000安", "币，安", "币\u200b", "\u202eA", "\ud83d", "\udc36A", "币@", "币:",
				"\ue000", "\u2028", "\ufeffA", "币".repeat(41))) {
			assertThat(Topic.isSymbol(none)).as(none).isFalse();
		}
	}

	private static void same(String text) {
		assertThat(Topic.isSymbol(text)).as(text).isEqualTo(SYMBOL.matcher(text).matches());
	}

}
