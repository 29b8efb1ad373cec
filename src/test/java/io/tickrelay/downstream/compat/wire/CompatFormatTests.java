package io.tickrelay.downstream.compat.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.downstream.wire.SseFormat;
import io.tickrelay.downstream.wire.WebSocketFormat;
import io.tickrelay.downstream.wire.WebSocketFrames;
import io.tickrelay.hub.Frames;
import io.tickrelay.hub.GapCause;
import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Tick.Level;
import io.tickrelay.tick.Tick.Side;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The vendor's pushes, as captures show them.
 */
class CompatFormatTests {

	private static final long TIME = 1786775227483L;

	private final MessageEncoder messages = new MessageEncoder();

	private final CompatFormat format = new CompatFormat(this.messages);

	@Test
	void aTradeIsWrittenAsTheVendorWritesIt() {
		assertThat(push(trade("63039", "0.07933", "5000.88387", Side.BUY, null))).isEqualTo(
				"""
						{"code":10002,"data":{"p":"63039","s":"BTCUSDT","t":1786775227483,"td":1,"v":"0.07933","vw":"5000.88387"}}""");
	}

	@Test
	void aTradeHasTheOptionalFieldsThatWereSent() {
		assertThat(push(trade("1.10", null, null, null, null)))
			.isEqualTo("{\"code\":10002,\"data\":{\"p\":\"1.10\",\"s\":\"BTCUSDT\",\"t\":1786775227483,\"td\":0}}");
		assertThat(push(trade("1", "2", null, Side.SELL, "F\"I"))).isEqualTo("""
				{"code":10002,"data":{"p":"1","s":"BTCUSDT","t":1786775227483,"td":2,"ty":"F\\"I","v":"2"}}""");
	}

	@Test
	void aBookHasColumnsOfPricesAndSizes() {
		Tick.Depth depth = new Tick.Depth(topic(Channel.DEPTH), TIME,
				List.of(new Level("63059.35000000", "5.69452000"), new Level("63059.34000000", "0.00106000")),
				List.of(new Level("63059.36000000", "7.03880000")));
		assertThat(push(depth)).isEqualTo(
				"""
						{"code":10005,"data":{"a":[["63059.36000000"],["7.03880000"]],\
						"b":[["63059.35000000","63059.34000000"],["5.69452000","0.00106000"]],"s":"BTCUSDT","t":1786775227483}}""");
		assertThat(push(new Tick.Depth(topic(Channel.DEPTH), TIME, List.of(), List.of())))
			.isEqualTo("{\"code\":10005,\"data\":{\"a\":[[],[]],\"b\":[[],[]],\"s\":\"BTCUSDT\",\"t\":1786775227483}}");
	}

	@Test
	void aBarsTimeIsTextInSecondsAndItsPercentIsSigned() {
		assertThat(push(kline(Interval.ONE_MINUTE, "19.90087", "1254633.2367064", "-9.00000", "-0.01"))).isEqualTo(
				"""
						{"code":10008,"data":{"c":"63039.00000","h":"63048.00000","l":"63038.99000","o":"63048.00000",\
						"pca":"-9.00000","pfr":"-0.01%","s":"BTCUSDT","t":"1786775220","ty":1,"v":"19.90087","vw":"1254633.2367064"}}""");
		assertThat(push(kline(Interval.ONE_YEAR, null, null, null, null))).isEqualTo("""
				{"code":10008,"data":{"c":"63039.00000","h":"63048.00000","l":"63038.99000","o":"63048.00000",\
				"s":"BTCUSDT","t":"1786775220","ty":12}}""");
	}

	@ParameterizedTest
	@CsvSource({ "1,1m", "2,5m", "3,15m", "4,30m", "5,1h", "6,2h", "7,4h", "8,1d", "9,1w", "10,1M", "11,1Q", "12,1Y" })
	void intervalsHaveTheVendorsNumbers(int number, String interval) {
		Interval named = CompatCodes.interval(number);
		assertThat(named).isNotNull().extracting(Interval::text).isEqualTo(interval);
	}

	@ParameterizedTest
	@EnumSource
	void noIntervalIsWithoutANumber(Interval interval) {
		assertThat(CompatCodes.interval(CompatCodes.klineType(interval))).isEqualTo(interval);
	}

	@Test
	void historyIsABarLikeAnyOther() {
		Tick.Kline bar = kline(Interval.ONE_MINUTE, "1", "2", "3", "4");
		assertThat(this.format.encode(Frames.backfilled(bar, 2, 2)))
			.isEqualTo(this.format.encode(Frames.tick(bar, 1, 1)));
	}

	@Test
	void statesGapsAndOldValuesHaveNoWords() {
		Topic topic = topic(Channel.TRADE);
		assertThat(this.format.encode(Frames.status(topic, State.LIVE, null, 1, null))).isEmpty();
		assertThat(this.format.encode(Frames.gap(topic, GapCause.SLOW_CONSUMER, 1, 2))).isEmpty();
		assertThat(this.format.encodeSnapshot(Frames.tick(trade("1", "1", "1", null, null), 1, 1), 5)).isEmpty();
	}

	@Test
	void eachFormatHasASlotOfItsOwn() {
		assertThat(Set.of(this.format.slot(), new SseFormat(this.messages).slot(),
				new WebSocketFormat(this.messages).slot()))
			.containsExactlyInAnyOrder(0, 1, 2);
	}

	private String push(Tick tick) {
		byte[] bytes = this.format.encode(Frames.tick(tick, 1, 1));
		int header = (bytes[1] < 126) ? 2 : 4;
		byte[] payload = new byte[bytes.length - header];
		System.arraycopy(bytes, header, payload, 0, payload.length);
		assertThat(bytes).isEqualTo(WebSocketFrames.text(payload));
		return new String(payload, StandardCharsets.UTF_8);
	}

	private static Tick.Trade trade(String price, @Nullable String size, @Nullable String turnover, @Nullable Side side,
			@Nullable String type) {
		return new Tick.Trade(topic(Channel.TRADE), TIME, price, size, turnover, side, type);
	}

	private static Tick.Kline kline(Interval interval, @Nullable String volume, @Nullable String turnover,
			@Nullable String change, @Nullable String changePercent) {
		return new Tick.Kline(topic(Channel.kline(interval)), 1786775220000L, "63048.00000", "63048.00000",
				"63038.99000", "63039.00000", volume, turnover, change, changePercent);
	}

	private static Topic topic(Channel channel) {
		return new Topic(Business.CRYPTO, "BTCUSDT", channel);
	}

}
