package io.tickrelay.tick;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

import io.tickrelay.tick.ParsedTopic.Fault;
import io.tickrelay.tick.ParsedTopic.Invalid;
import io.tickrelay.tick.ParsedTopic.Valid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TopicParserTests {

	private static final String ALPHABET = "ABCXYZabcxyz0189._&^=/$+#-";

	private static final Map<String, Business> KNOWN = Map.of("BTCUSDT", Business.CRYPTO, "7203.JP",
			new Business("japan"));

	private final TopicParser parser = new TopicParser(Set.of(Business.STOCK, Business.CRYPTO, Business.COMMON),
			KNOWN::get);

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "@", "@@", ":", ":@", "@:", "BTCUSDT", "BTCUSDT:trade", "@trade", "crypto:@trade",
			":@trade", "BTCUSDT@@trade", "BTC@USDT@trade", "crypto:crypto:BTCUSDT@trade", "crypto::BTCUSDT@trade",
			"BTC USDT@trade", " BTCUSDT@trade", "BTCUSDT @trade", "BTC,USDT@trade", "BTCUSDT\r\n@trade",
			"BTCUSDT\n@trade", "BTC\u0000USDT@trade", "BTC\"USDT@trade", "BTC\\USDT@trade", "<b>@trade",
			"\u202EBTC@trade", "BTC\u200bUSDT@trade", "\ud800@trade", "crypto@trade:BTCUSDT", "BTCUSDT@trade:",
			"12345678901234567890123456789012345678901@trade" })
	void aNameThatIsNotOfTheFormIsMalformed(String name) {
		assertThat(fault(name)).isEqualTo(Fault.MALFORMED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "BTCUSDT@", "BTCUSDT@Trade", "BTCUSDT@trade ", "BTCUSDT@trade\n", "BTCUSDT@kline",
			"BTCUSDT@kline_", "BTCUSDT@kline_1s", "BTCUSDT@kline_1H", "BTCUSDT@kline_1q", "BTCUSDT@trade,depth",
			"crypto:BTCUSDT@trad\u0435", "nosuch:BTCUSDT@foo" })
	void aChannelIsSpelledExactly(String name) {
		assertThat(fault(name)).isEqualTo(Fault.UNKNOWN_CHANNEL);
	}

	@ParameterizedTest
	@ValueSource(strings = { ":BTCUSDT@trade", "nosuch:BTCUSDT@trade", "CRYPTO:BTCUSDT@trade", "crypto :BTCUSDT@trade",
			"crypto\n:BTCUSDT@trade", "\ud83d\ude00:BTCUSDT@trade", "japan:7203.JP@trade", "7203.JP@trade" })
	void anUnservedBusinessIsAnsweredWithThoseServed(String name) {
		assertThat(this.parser.parse(name)).isInstanceOfSatisfying(Invalid.class, (invalid) -> {
			assertThat(invalid.fault()).isEqualTo(Fault.UNKNOWN_BUSINESS);
			assertThat(invalid.message()).contains("common, crypto, stock");
		});
	}

	@Test
	void anAmbiguousSymbolIsAnsweredWithTheRemedy() {
		assertThat(this.parser.parse("FOO@depth")).isInstanceOfSatisfying(Invalid.class, (invalid) -> {
			assertThat(invalid.fault()).isEqualTo(Fault.AMBIGUOUS_SYMBOL);
			assertThat(invalid.message()).contains("common:FOO@depth");
			assertThat(invalid.text()).isEqualTo("FOO@depth");
		});
	}

	@Test
	void anUnknownSymbolIsAnsweredWithThoseNearIt() {
		TopicParser listed = new TopicParser(this.parser.businesses(), new SymbolResolver() {

			@Override
			public @Nullable Business apply(String symbol) {
				return KNOWN.get(symbol);
			}

			@Override
			public Optional<List<String>> instead(@Nullable Business business, String symbol) {
				return switch (symbol) {
					case "BTCUSDT" -> Optional.empty();
					case "NONE" -> Optional.of(List.of());
					default -> Optional.of(List.of("crypto:BTCUSDT", "stock:BTC.US"));
				};
			}

		});
		assertThat(listed.parse("BTCUSDT@trade")).isInstanceOf(Valid.class);
		for (String name : List.of("crypto:BTCUSD@depth", "BTCUSD@depth")) {
			assertThat(listed.parse(name)).isEqualTo(new Invalid(name, Fault.UNKNOWN_SYMBOL,
					"The upstream's product list has no BTCUSD. Near it are crypto:BTCUSDT@depth, stock:BTC.US@depth"));
		}
		assertThat(listed.parse("stock:NONE@trade")).isEqualTo(new Invalid("stock:NONE@trade", Fault.UNKNOWN_SYMBOL,
				"The upstream's product list has no NONE; search it with /v1/symbols?q="));
		// A client that has such a stream must be able to give it up.
		assertThat(listed.ofStreamsHeld().parse("crypto:BTCUSD@depth")).isInstanceOf(Valid.class);
	}

	@Test
	void anEndlessNameIsRefusedQuicklyAndEchoedInPart() {
		for (String part : List.of("A", "@", ":", "a:", "@trade", ",", "\r\n", "\ud83d\ude00")) {
			String name = part.repeat(10_000);
			assertThat(this.parser.parse(name)).isInstanceOfSatisfying(Invalid.class, (invalid) -> {
				assertThat(invalid.text()).hasSizeLessThanOrEqualTo(80);
				assertThat(name).startsWith(invalid.text());
				assertThat(invalid.message()).hasSizeLessThan(400);
			});
		}
	}

	@Test
	void aShortenedEchoNeverEndsInHalfACharacter() {
		String name = "x".repeat(79) + "\ud83d\ude00 and more";
		assertThat(this.parser.parse(name)).isInstanceOfSatisfying(Invalid.class,
				(invalid) -> assertThat(Character.isHighSurrogate(invalid.text().charAt(invalid.text().length() - 1)))
					.isFalse());
	}

	@Test
	void theBusinessIsDerivedWhereTheNameHasNone() {
		assertThat(this.parser.parse("BTCUSDT@kline_1M"))
			.isEqualTo(new Valid(new Topic(Business.CRYPTO, "BTCUSDT", Channel.kline(Interval.ONE_MONTH))));
	}

	@Test
	void aWrittenBusinessGoesBeforeTheDerivedOne() {
		assertThat(this.parser.parse("stock:BTCUSDT@trade"))
			.isEqualTo(new Valid(new Topic(Business.STOCK, "BTCUSDT", Channel.TRADE)));
	}

	@ParameterizedTest
	@CsvSource({ "kline_1m,ONE_MINUTE", "kline_1M,ONE_MONTH", "kline_1d,ONE_DAY", "kline_1w,ONE_WEEK",
			"kline_1Q,ONE_QUARTER", "kline_1Y,ONE_YEAR", "kline_4h,FOUR_HOURS" })
	void monthsAreCapitalAndMinutesAreNot(String text, Interval interval) {
		assertThat(Channel.parse(text)).isEqualTo(Channel.kline(interval));
	}

	@Test
	void theChannelsAreThoseOfTheContract() {
		assertThat(Channel.texts()).containsExactly("trade", "depth", "kline_1m", "kline_5m", "kline_15m", "kline_30m",
				"kline_1h", "kline_2h", "kline_4h", "kline_1d", "kline_1w", "kline_1M", "kline_1Q", "kline_1Y");
	}

	@Test
	void aCanonicalNameReadsBackAsItsTopic() {
		Random random = new Random(20_260_101);
		List<Business> businesses = List.of(Business.STOCK, Business.CRYPTO, Business.COMMON);
		List<String> channels = new ArrayList<>(Channel.texts());
		for (int i = 0; i < 20_000; i++) {
			Channel channel = Objects.requireNonNull(Channel.parse(channels.get(random.nextInt(channels.size()))));
			StringBuilder symbol = new StringBuilder();
			for (int length = 1 + random.nextInt(40); length > 0; length--) {
				symbol.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
			}
			Topic topic = new Topic(businesses.get(random.nextInt(3)), symbol.toString(), channel);
			ParsedTopic parsed = this.parser.parse(topic.name());
			assertThat(parsed).isEqualTo(new Valid(topic));
			assertThat(topic).hasToString(topic.name());
		}
	}

	@Test
	void aSymbolInSmallLettersIsToldHowToBeWritten() {
		ParsedTopic parsed = this.parser.parse("btcUsdt@kline_1m");
		assertThat(parsed).isInstanceOfSatisfying(Invalid.class, (invalid) -> {
			assertThat(invalid.fault()).isEqualTo(Fault.AMBIGUOUS_SYMBOL);
			assertThat(invalid.message()).isEqualTo("Symbols are case-sensitive: write BTCUSDT@kline_1m");
		});
	}

	@ParameterizedTest
	@CsvSource({ "crypto:btcusdt@trade,crypto:BTCUSDT@trade", "crypto:Btcusdt@kline_1M,crypto:BTCUSDT@kline_1M",
			"crypto:BTCUSDt@depth,crypto:BTCUSDT@depth" })
	void aSymbolInSmallLettersIsToldSoWithItsBusinessToo(String name, String right) {
		assertThat(this.parser.parse(name))
			.isEqualTo(new Invalid(name, Fault.UNKNOWN_SYMBOL, "Symbols are case-sensitive: write " + right));
		// Which it would have had since before that was known.
		assertThat(this.parser.ofStreamsHeld().parse(name)).isInstanceOf(Valid.class);
	}

	@Test
	void aSymbolOfAnotherBusinessInSmallLettersMayExist() {
		assertThat(this.parser.parse("stock:btcusdt@trade")).isInstanceOf(Valid.class);
		assertThat(this.parser.parse("crypto:foo@trade")).isInstanceOf(Valid.class);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "BTCUSDT@Trade | BTCUSDT@trade", "BTCUSDT@DEPTH | BTCUSDT@depth",
					"crypto:BTCUSDT@Kline_15M | crypto:BTCUSDT@kline_15m", "BTCUSDT@kline_1H | BTCUSDT@kline_1h",
					"BTCUSDT@kline_1q | BTCUSDT@kline_1Q", "btcusdt@Trade | BTCUSDT@trade",
					"BTCUSDT@KLINE_1M | BTCUSDT@kline_1m or BTCUSDT@kline_1M" })
	void aChannelInOtherLettersIsToldHowToBeWritten(String name, String right) {
		assertThat(this.parser.parse(name)).isInstanceOfSatisfying(Invalid.class, (invalid) -> {
			assertThat(invalid.fault()).isEqualTo(Fault.UNKNOWN_CHANNEL);
			assertThat(invalid.message()).startsWith("The channels are trade depth ").endsWith(": write " + right);
		});
	}

	@Test
	void aBusinessInCapitalsIsToldHowToBeWritten() {
		assertThat(this.parser.parse("CRYPTO:btcusdt@trade")).isInstanceOfSatisfying(Invalid.class, (invalid) -> {
			assertThat(invalid.fault()).isEqualTo(Fault.UNKNOWN_BUSINESS);
			assertThat(invalid.message()).contains("common, crypto, stock").endsWith("write crypto:BTCUSDT@trade");
		});
	}

	@Test
	void noTextAtAllMakesTheParserThrow() {
		Random random = new Random(20_260_102);
		String pieces = "@:,.aA1 \r\n\u0000\"\\\u00fc\ud83d\ude00";
		for (int i = 0; i < 50_000; i++) {
			StringBuilder text = new StringBuilder();
			for (int length = random.nextInt(12); length > 0; length--) {
				text.append(pieces.charAt(random.nextInt(pieces.length())));
			}
			if (random.nextBoolean()) {
				text.append("@trade");
			}
			assertThat(this.parser.parse(text.toString())).isNotNull();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "A B", "A\n", "\nA", "A,B", "A:B", "A@B", "A\"", "A\\", "A\u200b" })
	void aTopicCannotHoldWhatIsNoSymbol(String symbol) {
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> new Topic(Business.STOCK, symbol, Channel.TRADE));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Crypto", "1crypto", "cry pto", "crypto\n", "crypt\u043e", "a-b",
			"abcdefghijklmnopqrstuvwxy" })
	void aBusinessHasASmallName(String name) {
		assertThat(Business.isName(name)).isFalse();
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new Business(name));
	}

	@Test
	void aBusinessIsServedOrNone() {
		assertThat(this.parser.business("crypto")).isEqualTo(Business.CRYPTO);
		for (String name : List.of("japan", "Crypto", "", " crypto", "cry pto")) {
			assertThat(this.parser.business(name)).as(name).isNull();
		}
		assertThat(this.parser.servedBusinesses()).isEqualTo("common, crypto, stock");
	}

	@Test
	void businessesSortByName() {
		assertThat(Set.of(Business.STOCK, Business.CRYPTO, Business.COMMON).stream().sorted()).map(Business::toString)
			.containsExactly("common", "crypto", "stock");
		assertThat(Business.isName("abcdefghijklmnopqrstuvwx")).isTrue();
	}

	private Fault fault(String name) {
		ParsedTopic parsed = this.parser.parse(name);
		assertThat(parsed).isInstanceOf(Invalid.class);
		return ((Invalid) parsed).fault();
	}

}
