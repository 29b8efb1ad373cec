package io.tickrelay.downstream.wire;

import java.util.List;

import io.tickrelay.hub.Frame;
import io.tickrelay.hub.Frames;
import io.tickrelay.hub.GapCause;
import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Tick.Level;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every message, field by field, as the downstream contract spells it.
 */
class MessageEncoderTests extends EncoderFixture {

	@Test
	void aTradeHasTheContractsFields() {
		Tick tick = new Tick.Trade(TRADE, 1786775227483L, "63039", "0.07933", "5000.88387", Tick.Side.BUY, "12");
		same(this.messages.encode(Frames.tick(tick, 48213, 1786775227534123L)), """
				{"type":"trade","stream":"crypto:BTCUSDT@trade","symbol":"BTCUSDT","seq":48213,"ts":1786775227483,
				 "rts":1786775227534123,"price":"63039","size":"0.07933","turnover":"5000.88387","side":"buy",
				 "tradeType":"12"}""");
	}

	@Test
	void whatTheUpstreamDidNotSendOfATradeIsAbsent() {
		Tick tick = new Tick.Trade(TRADE, 5, "1.10", null, null, null, null);
		same(this.messages.encode(Frames.tick(tick, 1, 6)), """
				{"type":"trade","stream":"crypto:BTCUSDT@trade","symbol":"BTCUSDT","seq":1,"ts":5,"rts":6,
				 "price":"1.10"}""");
	}

	@Test
	void aSellerIsASeller() {
		Tick tick = new Tick.Trade(TRADE, 5, "1", null, null, Tick.Side.SELL, null);
		assertThat(JSON.readTree(this.messages.encode(Frames.tick(tick, 1, 6))).path("side").asString())
			.isEqualTo("sell");
	}

	@Test
	void aDepthHasItsLevelsAsPairsOfText() {
		Topic topic = new Topic(Business.STOCK, "AAPL.US", Channel.DEPTH);
		Tick tick = new Tick.Depth(topic, 7, List.of(new Level("63038.99000000", "2.12269000"), new Level("1", "2")),
				List.of());
		same(this.messages.encode(Frames.tick(tick, 2, 9)), """
				{"type":"depth","stream":"stock:AAPL.US@depth","symbol":"AAPL.US","seq":2,"ts":7,"rts":9,
				 "bids":[["63038.99000000","2.12269000"],["1","2"]],"asks":[]}""");
	}

	@Test
	void aKlinesTimeIsItsReceipt() {
		Topic topic = new Topic(Business.CRYPTO, "BTCUSDT", Channel.kline(Interval.ONE_MONTH));
		Tick full = new Tick.Kline(topic, 1786775220000L, "1", "4", "0.5", "2", "100", "200", "-9.00000", "-0.01");
		same(this.messages.encode(Frames.tick(full, 3, 1786775227534999L)), """
				{"type":"kline","stream":"crypto:BTCUSDT@kline_1M","symbol":"BTCUSDT","seq":3,"ts":1786775227534,
				 "rts":1786775227534999,"interval":"1M","start":1786775220000,"open":"1","high":"4","low":"0.5",
				 "close":"2","volume":"100","turnover":"200","change":"-9.00000","changePercent":"-0.01"}""");
		Tick bare = new Tick.Kline(topic, 0, "1", "4", "0.5", "2", null, null, null, null);
		same(this.messages.encode(Frames.tick(bare, 3, 1000)), """
				{"type":"kline","stream":"crypto:BTCUSDT@kline_1M","symbol":"BTCUSDT","seq":3,"ts":1,"rts":1000,
				 "interval":"1M","start":0,"open":"1","high":"4","low":"0.5","close":"2"}""");
	}

	@Test
	void aSnapshotSaysThatItIsOneAndHowOld() {
		Tick tick = new Tick.Trade(TRADE, 5, "1", null, null, null, null);
		same(this.messages.encodeSnapshot(Frames.tick(tick, 1, 6), 320), """
				{"type":"trade","stream":"crypto:BTCUSDT@trade","symbol":"BTCUSDT","seq":1,"ts":5,"rts":6,"price":"1",
				 "snapshot":true,"ageMs":320}""");
	}

	@Test
	void aStatusSaysSinceWhenAndHowOldTheLastTickIs() {
		same(this.messages.encode(Frames.status(TRADE, State.STALE, Cause.UPSTREAM_DOWN, 99, 5L)), """
				{"type":"status","stream":"crypto:BTCUSDT@trade","state":"stale","cause":"upstream_down","since":99,
				 "lastTickAgeMs":5}""");
		same(this.messages.encode(Frames.status(TRADE, State.PENDING, Cause.AWAITING_FIRST_TICK, 99, null)), """
				{"type":"status","stream":"crypto:BTCUSDT@trade","state":"pending","cause":"awaiting_first_tick",
				 "since":99,"lastTickAgeMs":null}""");
		same(this.messages.encode(Frames.status(TRADE, State.LIVE, null, 99, 0L)), """
				{"type":"status","stream":"crypto:BTCUSDT@trade","state":"live","since":99,"lastTickAgeMs":0}""");
	}

	@Test
	void aStatusOfTheBudgetSaysHowLong() {
		same(this.messages.encode(Frames.budget(TRADE, 99, 12_000)), """
				{"type":"status","stream":"crypto:BTCUSDT@trade","state":"pending","cause":"budget","since":99,
				 "lastTickAgeMs":null,"etaMs":12000}""");
	}

	@Test
	void aBarOfHistorySaysSoEvenAsASnapshot() {
		Topic topic = new Topic(Business.CRYPTO, "BTCUSDT", Channel.kline(Interval.ONE_MINUTE));
		TickFrame bar = Frames.backfilled(new Tick.Kline(topic, 60_000, "1", "4", "0.5", "2", null, null, null, null),
				3, 1000);
		same(this.messages.encode(bar), """
				{"type":"kline","stream":"crypto:BTCUSDT@kline_1m","symbol":"BTCUSDT","seq":3,"ts":1,"rts":1000,
				 "interval":"1m","start":60000,"open":"1","high":"4","low":"0.5","close":"2","backfilled":true}""");
		same(this.messages.encodeSnapshot(bar, 7), """
				{"type":"kline","stream":"crypto:BTCUSDT@kline_1m","symbol":"BTCUSDT","seq":3,"ts":1,"rts":1000,
				 "interval":"1m","start":60000,"open":"1","high":"4","low":"0.5","close":"2","backfilled":true,
				 "snapshot":true,"ageMs":7}""");
	}

	@Test
	void anUpstreamGapNamesItsNeighboursAndCountsNothing() {
		same(this.messages.encode(Frames.gap(TRADE, GapCause.UPSTREAM_RECONNECT, 48300, 48301)), """
				{"type":"gap","stream":"crypto:BTCUSDT@trade","fromSeq":48300,"toSeq":48301,
				 "cause":"upstream_reconnect"}""");
	}

	@ParameterizedTest
	@EnumSource
	void aGapsCauseIsOneOfTheContracts(GapCause cause) {
		assertThat(cause.text()).isIn("slow_consumer", "relay_behind", "upstream_reconnect", "replay_window");
	}

	@Test
	void aGapCountsWhatIsMissing() {
		same(this.messages.encode(Frames.gap(TRADE, GapCause.SLOW_CONSUMER, 48300, 48351)), """
				{"type":"gap","stream":"crypto:BTCUSDT@trade","fromSeq":48300,"toSeq":48351,"dropped":52,
				 "cause":"slow_consumer"}""");
	}

	@ParameterizedTest
	@EnumSource
	void aCauseIsOneOfTheContracts(Cause cause) {
		assertThat(cause.text()).isIn("upstream_down", "reconnecting", "mute", "budget", "quota", "key_rejected",
				"upstream_refused", "cut_off", "draining", "awaiting_first_tick");
	}

	@Test
	void aFramesTypeIsItsMessages() {
		Frame gap = Frames.gap(TRADE, GapCause.SLOW_CONSUMER, 1, 2);
		assertThat(MessageEncoder.type(gap)).isEqualTo("gap");
	}

}
