package io.tickrelay.downstream.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.ParsedTopic;
import io.tickrelay.tick.Topic;
import io.tickrelay.tick.TopicParser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class EntitlementsTests {

	private final TopicParser parser = new TopicParser(Set.of(Business.CRYPTO, Business.STOCK), (symbol) -> null);

	@ParameterizedTest
	@CsvSource(nullValues = "-", delimiterString = " ",
			value = { "- - - crypto:BTCUSDT@trade true", "crypto - - crypto:BTCUSDT@trade true",
					"crypto - - stock:AAPL.US@trade false", "crypto,stock - - stock:AAPL.US@trade true",
					"- BTC* - crypto:BTCUSDT@trade true", "- BTC* - crypto:ETHBTC@trade false",
					"- *.US - stock:AAPL.US@trade true", "- *.US - stock:00700.HK@trade false",
					"- crypto:* - stock:AAPL.US@trade false", "- crypto:* - crypto:X@trade true",
					"- crypto:BTC*,stock:*.US - stock:AAPL.US@depth true", "- btc* - crypto:BTCUSDT@trade false",
					"- - trade crypto:BTCUSDT@trade true", "- - trade crypto:BTCUSDT@depth false",
					"- - kline crypto:BTCUSDT@kline_1M true", "- - kline_1m crypto:BTCUSDT@kline_1m true",
					"- - kline_1m crypto:BTCUSDT@kline_1M false", "stock BTC* trade crypto:BTCUSDT@trade false" })
	void allowWhatTheyNameAndNoMore(@Nullable String businesses, @Nullable String symbols, @Nullable String channels,
			String stream, boolean allowed) {
		Entitlements entitlements = new Entitlements(list(businesses), list(symbols), list(channels), null, null, true,
				false);
		Topic topic = ((ParsedTopic.Valid) this.parser.parse(stream)).topic();
		assertThat(entitlements.allow(topic)).isEqualTo(allowed);
	}

	@ParameterizedTest
	@CsvSource({ "*,X,true", "**,X,true", "X*,X,true", "*X,X,true", "*X*,X,true", "X,XY,false", "XY,X,false",
			"*XY,XYXXY,true", "X*Y,XYYX,false", "A*B*C,AABBCC,true", "A*B*C,ACB,false", "*.US,A.US.US,true",
			"*.US*,A.U,false" })
	void aStarStandsForAnyCharacters(String pattern, String symbol, boolean allowed) {
		Entitlements entitlements = new Entitlements(List.of("*"), List.of(pattern), List.of("*"), null, null, true,
				false);
		assertThat(entitlements.allow(new Topic(Business.CRYPTO, symbol, Channel.TRADE))).isEqualTo(allowed);
	}

	@Test
	@Timeout(2)
	void aPatternOfManyStarsTakesNoLongerThanItIsWorth() {
		Entitlements entitlements = new Entitlements(List.of("*"), List.of("*A*A*A*A*A*A*A*A*A*A*B"), List.of("*"),
				null, null, true, false);
		Topic topic = ((ParsedTopic.Valid) this.parser.parse("crypto:" + "A".repeat(32) + "@trade")).topic();
		assertThat(entitlements.allow(topic)).isFalse();
	}

	private static List<String> list(@Nullable String text) {
		return (text == null) ? List.of("*") : Arrays.asList(text.split(",", -1));
	}

}
