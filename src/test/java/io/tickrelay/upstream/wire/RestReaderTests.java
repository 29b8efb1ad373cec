package io.tickrelay.upstream.wire;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Objects;

import io.tickrelay.catalog.ProductRow;
import io.tickrelay.catalog.ProductSource;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * REST answers, and the requests for them.
 */
class RestReaderTests {

	private static final long NOW_MS = 1_786_775_229_000L;

	@Test
	void readsBarsDigitForDigit() {
		assertThat(RestReader.klines(Business.CRYPTO, Interval.ONE_MINUTE, NOW_MS, utf8("""
				{"ret":200,"msg":"success","traceId":"x","data":[{"s":"BTCUSDT","respList":[
				{"t":"1786775220","h":"3.10","o":"1.00","l":"0.5","c":2.50,"v":"7","vw":"9.0","pc":"0.01%","pca":"0.1"},
				{"t":"1786775160","h":"1","o":"1","l":"1","c":"1"}]},{"s":"ETHUSDT","respList":[]}]}""")))
			.satisfies((bars) -> {
				Topic topic = new Topic(Business.CRYPTO, "BTCUSDT", Channel.kline(Interval.ONE_MINUTE));
				assertThat(bars).containsOnlyKeys("BTCUSDT");
				assertThat(bars.get("BTCUSDT")).containsExactly(
						new Tick.Kline(topic, 1_786_775_220_000L, "1.00", "3.10", "0.5", "2.50", "7", "9.0", "0.1",
								"0.01"),
						new Tick.Kline(topic, 1_786_775_160_000L, "1", "1", "1", "1", null, null, null, null));
			});
	}

	@Test
	void leavesOutASymbolWithAMalformedBar() {
		assertThat(RestReader.klines(Business.CRYPTO, Interval.ONE_MINUTE, NOW_MS, utf8("""
				{"data":[7,{"s":"A","respList":[{"t":"1786775220","h":"x","o":"1","l":"1","c":"1"}]},
				{"s":"B","respList":[{"t":"1786775220","h":"1","o":"1","l":"1","c":"1"}]}],"ret":200}""")))
			.containsOnlyKeys("B");
	}

	@Test
	void readsBarsInAnyUnitOfTimeAndRefusesImpossibleTimes() {
		String bar = "{\"t\":%s,\"h\":\"1\",\"o\":\"1\",\"l\":\"1\",\"c\":\"1\"}";
		for (String time : List.of("1786775220", "1786775220000", "\"1786775220000000\"", "1786775220.0")) {
			assertThat(RestReader.klines(Business.CRYPTO, Interval.ONE_MINUTE, NOW_MS,
					utf8("{\"ret\":200,\"data\":[{\"s\":\"A\",\"respList\":[" + bar.formatted(time) + "]}]}")))
				.satisfies((bars) -> assertThat(Objects.requireNonNull(bars).get("A")).extracting(Tick.Kline::startMs)
					.containsExactly(1_786_775_220_000L));
		}
		for (String time : List.of("0", "946684799", "1786861630", "17867752200")) {
			assertThat(RestReader.klines(Business.CRYPTO, Interval.ONE_MINUTE, NOW_MS,
					utf8("{\"ret\":200,\"data\":[{\"s\":\"A\",\"respList\":[" + bar.formatted(time)
							+ "]},{\"s\":\"B\",\"respList\":[" + bar.formatted(1_786_775_220) + "]}]}")))
				.containsOnlyKeys("B");
		}
	}

	@Test
	void readsHoursAndDays() {
		assertThat(RestReader.markets(utf8("""
				{"ret":200,"data":[{"market":"CN","trade_schedules":[
				{"begin_time":"09:30:00","end_time":"11:30:00","type":"NormalTrade"},
				{"begin_time":"13:00:00","end_time":"14:57:00","type":"NormalTrade"}]},{"market":"US"}]}""")))
			.containsEntry("CN",
					List.of(new TradingHours(LocalTime.of(9, 30), LocalTime.of(11, 30)),
							new TradingHours(LocalTime.of(13, 0), LocalTime.of(14, 57))))
			.containsEntry("US", List.of());
		TradingDays days = Objects.requireNonNull(RestReader.tradingDays(utf8("""
				{"ret":200,"msg":"success","data":{"trade_days":["20261125","20261130"],
				"half_trade_days":["20261127"]}}""")));
		assertThat(days.full()).containsExactlyInAnyOrder(LocalDate.of(2026, 11, 25), LocalDate.of(2026, 11, 30));
		assertThat(days.half()).containsExactly(LocalDate.of(2026, 11, 27));
		assertThat(days.tellsOf(LocalDate.of(2026, 11, 26))).isTrue();
		assertThat(days.tellsOf(LocalDate.of(2026, 11, 24))).isFalse();
		assertThat(days.tellsOf(LocalDate.of(2026, 12, 1))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[]", "7", "null", "<html>", "{\"ret\":200}", "{\"ret\":500,\"data\":[]}",
			"{\"ret\":500,\"data\":{\"trade_days\":[]}}", "{\"detail\":\"Rate limit exceeded\"}",
			"{\"ret\":200,\"data\":\"x\"}", "{\"ret\":200,\"data\":[{\"s\":\"A\"", "{\"data\":[]}" })
	void isNotFooledByAnythingElse(String body) {
		assertThat(RestReader.klines(Business.CRYPTO, Interval.ONE_DAY, NOW_MS, utf8(body))).isNull();
		assertThat(RestReader.markets(utf8(body))).isNull();
		assertThat(RestReader.tradingDays(utf8(body))).isNull();
		if (!body.contains("\"data\":[]")) {
			assertThat(RestReader.symbols(utf8(body))).isNull();
		}
	}

	@Test
	void readsProducts() {
		assertThat(products("""
				{"ret":200,"msg":"success","traceId":"x","data":[
				{"symbol":"AAPL.US","name_cn":"苹果","name_hk":"蘋果","name_en":"Apple","index":false},
				{"symbol":".DJI.US","name_cn":"","name_hk":null,"name_en":" Dow Jones ","index":true},
				{"symbol":"X"}]}""").rows()).containsExactly(new ProductRow("AAPL.US", "Apple", "苹果", "蘋果", false),
				new ProductRow(".DJI.US", "Dow Jones", null, null, true), new ProductRow("X", null, null, null, false));
		assertThat(products("{\"data\":[],\"ret\":200}").rows()).isEmpty();
	}

	private static ProductSource.Listed products(String body) {
		return Objects.requireNonNull(RestReader.symbols(utf8(body)));
	}

	@Test
	void passesOverProductsThatAreNone() {
		ProductSource.Listed read = products(
				"""
						{"data":[7,null,"AAPL.US",["AAPL.US"],[[{"symbol":"DEEP"}]],{},{"symbol":7},{"symbol":null},{"symbol":""},
						{"symbol":"A B"},{"symbol":"A,B"},{"symbol":"a@b"},{"symbol":{"symbol":"NO"}},{"name_en":"Nobody"},
						{"symbol":"苹 果"},{"symbol":"苹\\u2028果"},{"symbol":"\\ud83d"},{"symbol":"%s"},{"symbol":"币安人生USDT"},
						{"symbol":"OK","name_en":{"x":[1]},"name_cn":["a"],"name_hk":7,"index":"true","more":[{"symbol":"NO"}]},
						{"symbol":"NO","symbol":"LAST"}],"ret":200,"more":{"data":[{"symbol":"NO"}]}}"""
					.formatted("X".repeat(41)));
		assertThat(read.rows()).containsExactly(new ProductRow("币安人生USDT", null, null, null, false),
				new ProductRow("OK", null, null, null, false), new ProductRow("LAST", null, null, null, false));
		assertThat(read.unreadable()).isEqualTo(18);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"ret\":\"200\",\"data\":[]}", "{\"ret\":401,\"data\":[{\"symbol\":\"A\"}]}",
			"{\"data\":[{\"symbol\":\"A\"}]}", "{\"ret\":200,\"data\":{\"symbol\":\"A\"}}",
			"{\"ret\":200,\"data\":[{\"symbol\":\"A\"}", "{\"ret\":200,\"data\":[{\"symbol\":\"A\"]}" })
	void aListThatIsNoneIsNotTakenForAnEmptyOne(String body) {
		assertThat(RestReader.symbols(utf8(body))).isNull();
	}

	@Test
	void isNotBroughtDownByWhatIsDeepOrLong() {
		assertThat(RestReader.symbols(utf8("{\"ret\":200,\"data\":" + "[".repeat(100_000)))).isNull();
		assertThat(products(
				"{\"ret\":200,\"data\":[{\"symbol\":\"A\",\"name_en\":\"" + "x".repeat(199) + "\ud83d\ude00\"}]}")
			.rows()).singleElement().returns("x".repeat(199), ProductRow::nameEn);
	}

	@Test
	void refusesTimesAndDaysThatAreNone() {
		assertThat(RestReader.markets(utf8(
				"{\"ret\":200,\"data\":[{\"market\":\"US\",\"trade_schedules\":[{\"begin_time\":\"9 o'clock\"}]}]}")))
			.isNull();
		assertThat(RestReader.tradingDays(utf8("{\"ret\":200,\"data\":{\"trade_days\":[\"20261332\"]}}"))).isNull();
	}

	@Test
	void knowsARefusalThatComesAsASuccess() {
		assertThat(RestReader.isRateLimited(utf8("{\"detail\":\"Rate limit exceeded\"}"))).isTrue();
		assertThat(RestReader.isRateLimited(utf8("{\"detail\":7}"))).isFalse();
		assertThat(RestReader.isRateLimited(utf8("Rate limit exceeded"))).isFalse();
	}

	@Test
	void asksAsTheVendorWantsToBeAsked() {
		RestRequest klines = RestRequest.klines(Business.STOCK, Interval.FIFTEEN_MINUTES, 2,
				new Codes(List.of("AAPL.US", "00700.HK")));
		assertThat(klines.path()).isEqualTo("/stock/v2/batch_kline");
		assertThat(klines.body()).isEqualTo("{\"klineType\":3,\"klineNum\":2,\"codes\":\"AAPL.US,00700.HK\"}");
		assertThat(RestRequest.tradingDays("US", LocalDate.of(2026, 1, 2), LocalDate.of(2026, 12, 31)).path())
			.isEqualTo("/common/basic/markets/trading_days?market=US&beginDay=20260102&endDay=20261231");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> RestRequest.klines(Business.STOCK, Interval.ONE_DAY, 3, new Codes(List.of("A", "B"))));
		assertThat(RestRequest.symbols("STOCK_US"))
			.isEqualTo(new RestRequest("/common/basic/symbols?type=STOCK_US", null));
		assertThatIllegalArgumentException().isThrownBy(() -> RestRequest.symbols("STOCK_US&apikey=x"));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> RestRequest.klines(Business.STOCK, Interval.ONE_DAY, 501, new Codes(List.of("A"))));
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
