package io.tickrelay.downstream.compat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.tickrelay.simulator.Observations;
import io.tickrelay.testing.client.CompatClient;
import io.tickrelay.testing.client.WebSocketClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the vendor's commands subscribe and unsubscribe.
 */
class CompatSubscriptionTest extends CompatFixture {

	@Test
	void sharesOneUpstreamSubscriptionWithEveryOtherClient() {
		this.vendor.faults().muteSymbol("SHAREDUSDT");
		try (CompatClient one = connect();
				CompatClient other = connect();
				WebSocketClient service = WebSocketClient.connect(this.port, "streams=SHAREDUSDT@trade")) {
			one.ask("{'code':10000,'trace':'t','data':{'codes':'SHAREDUSDT'}}");
			other.ask("{'code':10000,'trace':'t','data':{'codes':'SHAREDUSDT'}}");
			service.next("ack");
			awaitUpstream("crypto", "SHAREDUSDT@trade");
			String trade = TRADE.replace(STILL, "SHAREDUSDT");
			push("crypto", trade);
			assertThat(one.nextPush()).isEqualTo(trade);
			assertThat(other.nextPush()).isEqualTo(trade);
			assertThat(service.nextLive().text("price")).isEqualTo("63039");
			assertThat(this.vendor.observations().received()).extracting(Observations.Received::text)
				.filteredOn((frame) -> frame.contains("SHAREDUSDT"))
				.hasSize(1);
		}
	}

	@Test
	void sendsNoOldValueToANewcomer() {
		try (CompatClient first = connect()) {
			subscribeTrades(first);
			push("crypto", trade(1));
			assertThat(first.nextPush()).isEqualTo(trade(1));
			try (CompatClient newcomer = connect()) {
				subscribeTrades(newcomer);
				push("crypto", trade(2));
				assertThat(newcomer.nextPush()).isEqualTo(trade(2));
			}
		}
	}

	@Test
	void takesAReplayOfAllSubscriptionsAsOnce() {
		// After a reconnect the SDKs repeat every call that was ever made, one frame
		// each.
		try (CompatClient client = connect()) {
			for (int i = 0; i < 3; i++) {
				subscribeTrades(client);
				assertThat(client.ask("{'code':10006,'trace':'k','data':{'arr':[{'codes':'STILLUSDT','type':1}]}}"))
					.contains("10007");
			}
			awaitUpstream("crypto", STILL + "@kline_1m");
			push("crypto", trade(1));
			push("crypto", KLINE);
			push("crypto", trade(2));
			assertThat(List.of(client.nextText(), client.nextText(), client.nextText())).containsExactly(trade(1),
					KLINE, trade(2));
		}
	}

	@Test
	void addsUpListsAndIntervalsOfOneFrame() {
		try (CompatClient client = connect()) {
			assertThat(client.ask("{'code':10000,'trace':'t','data':{'codes':'BTCUSDT, STILLUSDT,,BTCUSDT'}}"))
				.contains("10001");
			client.ask("{'code':11000,'trace':'t','data':{'codes':'BTCUSDT'}}");
			assertThat(client.ask("{'code':10006,'trace':'t','data':{'arr':[{'type':1,'codes':'STILLUSDT'},"
					+ "{'type':8,'codes':'STILLUSDT'}]}}"))
				.contains("10007");
			awaitUpstream("crypto", STILL + "@kline_1m", STILL + "@kline_1d");
			subscribeTrades(client);
			String day = KLINE.replace("\"ty\":1", "\"ty\":8");
			for (String push : List.of(KLINE, day, TRADE)) {
				push("crypto", push);
				assertThat(client.nextPush()).isEqualTo(push);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ",'data':{}", ",'data':{'codes':null}", ",'data':{'codes':''}" })
	void noCodesEndEverythingOfTheKindAndNothingElse(String data) {
		try (CompatClient client = connect()) {
			subscribeTrades(client);
			client.ask("{'code':10003,'data':{'codes':'STILLUSDT'}}");
			awaitUpstream("crypto", STILL + "@depth");
			assertThat(client.ask("{'code':11000,'trace':'u'" + data + "}"))
				.isEqualTo("{\"code\":11010,\"trace\":\"u\",\"msg\":\"ok\"}");
			push("crypto", TRADE);
			push("crypto", DEPTH);
			assertThat(client.nextText()).isEqualTo(DEPTH);
		}
	}

	@Test
	void oneIntervalEndsOrEveryOneOfTheCodes() {
		String day = KLINE.replace("\"ty\":1", "\"ty\":8");
		String subscribe = "{'code':10006,'data':{'arr':[{'type':1,'codes':'STILLUSDT'},{'type':8,'codes':'STILLUSDT'}]}}";
		try (CompatClient client = connect()) {
			subscribeTrades(client);
			client.ask(subscribe);
			awaitUpstream("crypto", STILL + "@kline_1m", STILL + "@kline_1d");
			client.ask("{'code':11002,'trace':'u','data':{'codes':'STILLUSDT','klineTypes':'1'}}");
			push("crypto", KLINE);
			push("crypto", day);
			assertThat(client.nextText()).isEqualTo(day);
			client.ask(subscribe);
			// Without intervals, as the Python SDK did before it knew better.
			client.ask("{'code':11002,'trace':'u','data':{'codes':'STILLUSDT'}}");
			push("crypto", KLINE);
			push("crypto", day);
			push("crypto", TRADE);
			assertThat(client.nextText()).isEqualTo(TRADE);
		}
	}

	@Test
	void refusesMoreSymbolsThanTheVendorWouldAndKeepsWhatStands() {
		String many = IntStream.range(0, 600).mapToObj((i) -> "S" + i).collect(Collectors.joining(","));
		try (CompatClient client = connect()) {
			subscribeTrades(client);
			assertThat(client.ask("{'code':10003,'trace':'t','data':{'codes':'" + many + "'}}"))
				.isEqualTo("{\"traceId\":\"t\",\"code\":505,\"msg\":\"Single WS subscribe exceeds the limit 600\"}");
			push("crypto", TRADE);
			assertThat(client.nextPush()).isEqualTo(TRADE);
		}
		assertThat(this.vendor.observations().received()).extracting(Observations.Received::text)
			.noneMatch((frame) -> frame.contains("S599"));
	}

	@Test
	void acknowledgesSymbolsOfAnotherBusinessAndStaysSilent() {
		try (CompatClient client = CompatClient.connect(this.port, "stock")) {
			client.say("{'code':10000,'trace':'t','data':{'codes':'BTCUSDT'}}");
			assertThat(client.nextText((text) -> text.contains("trace")))
				.isEqualTo("{\"code\":10001,\"trace\":\"t\",\"msg\":\"ok\"}");
			awaitUpstream("stock", "BTCUSDT@trade");
			client.say("{'code':10010,'trace':'h','ack':1}");
			assertThat(client.nextText()).contains("10011");
		}
	}

}
