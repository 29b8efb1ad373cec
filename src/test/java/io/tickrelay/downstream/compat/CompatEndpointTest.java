package io.tickrelay.downstream.compat;

import java.util.List;

import io.tickrelay.testing.client.CompatClient;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.Pushes;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.WebSocketClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Programs that were written for the vendor. The relay is this class's own, and forgets
 * no demand. Most tests share the topics of one symbol, whose ticks are the tests' own.
 */
class CompatEndpointTest extends CompatFixture {

	@Test
	void servesTheSampleProgramsFramesOneAfterTheOther() {
		try (CompatClient client = connect()) {
			assertThat(client.nextText()).isEqualTo(CompatClient.WELCOME);
			assertThat(client
				.ask("{'code':10000,'data':{'codes':'BTCUSDT'},'trace':'01213e9d-90a0-426e-a380-ebed633cba7a'}"))
				.isEqualTo("{\"code\":10001,\"trace\":\"01213e9d-90a0-426e-a380-ebed633cba7a\",\"msg\":\"ok\"}");
			assertThat(client.nextPush()).matches("\\{\"code\":10002,\"data\":\\{\"p\":\"[0-9.]+\",\"s\":\"BTCUSDT\","
					+ "\"t\":[0-9]{13},\"td\":[12],\"v\":\"[0-9.]+\",\"vw\":\"[0-9.]+\"}}");
			assertThat(client.ask("{'code':10003,'trace':'01213e9d','data':{'codes':'BTCUSDT'}}"))
				.isEqualTo("{\"code\":10004,\"trace\":\"01213e9d\",\"msg\":\"ok\"}");
			String five = "\\[(\"[0-9]+\\.[0-9]{8}\",?){5}]";
			String side = "\\[" + five + "," + five + "]";
			assertThat(client.nextPush(10005)).matches("\\{\"code\":10005,\"data\":\\{\"a\":" + side + ",\"b\":" + side
					+ ",\"s\":\"BTCUSDT\",\"t\":[0-9]{13}}}");
			assertThat(client.ask("{'code':10006,'trace':'k','data':{'arr':[{'type':1,'codes':'BTCUSDT'}]}}"))
				.isEqualTo("{\"code\":10007,\"trace\":\"k\",\"msg\":\"ok\"}");
			String price = "\"[0-9]+\\.[0-9]{5}\"";
			assertThat(client.nextPush(10008))
				.matches("\\{\"code\":10008,\"data\":\\{\"c\":" + price + ",\"h\":" + price + ",\"l\":" + price
						+ ",\"o\":" + price + ",\"pca\":\"-?[0-9]+\\.[0-9]{5}\",\"pfr\":\"-?[0-9]+\\.[0-9]{2}%\","
						+ "\"s\":\"BTCUSDT\",\"t\":\"[0-9]{10}\",\"ty\":1,\"v\":\"[0-9.]+\",\"vw\":\"[0-9.]+\"}}");
			client.say("{'code':10010,'trace':'h'}");
			assertThat(List.of(client.nextText(), client.nextText(), client.nextText()))
				.allMatch((text) -> text.contains("\"data\""));
		}
	}

	@Test
	void saysWhatStocksMayBeSubscribedBeforeItGreets() {
		try (CompatClient client = CompatClient.connect(this.port, "stock")) {
			assertThat(client.nextText()).isEqualTo("You have permission to subscribe to all market data");
			assertThat(client.nextText()).isEqualTo(CompatClient.WELCOME);
		}
	}

	@Test
	void pushesABookThatHasLostASideInTheVendorsForm() {
		try (CompatClient client = connect()) {
			client.ask("{'code':10003,'data':{'codes':'STILLUSDT'}}");
			awaitUpstream("crypto", STILL + "@depth");
			push("crypto", DEPTH);
			assertThat(client.nextText()).isEqualTo(DEPTH);
			for (String asks : List.of("'a':[],", "'a':[[]],", "'a':null,", "'a':[[],[]],", "")) {
				push("crypto", Pushes.depth(STILL, asks + "'b':[['1'],['2']],'t':1786775227483"));
				assertThat(client.nextText()).isEqualTo(
						"{\"code\":10005,\"data\":{\"a\":[[],[]],\"b\":[[\"1\"],[\"2\"]],\"s\":\"STILLUSDT\",\"t\":1786775227483}}");
			}
			JsonNode book = Http.json(Http.get(this.port, "/v1/snapshot?streams=STILLUSDT@depth")).at("/snapshots/0");
			assertThat(book.path("asks").isArray()).isTrue();
			assertThat(book.path("asks").isEmpty()).isTrue();
			assertThat(book.at("/bids/0/0").stringValue()).isEqualTo("1");
		}
	}

	@Test
	void pushesWhatTheUpstreamPushedDigitForDigit() {
		try (CompatClient client = connect()) {
			client.ask("{'code':10000,'data':{'codes':'STILLUSDT'}}");
			client.ask("{'code':10003,'data':{'codes':'STILLUSDT'}}");
			client.ask("{'code':10006,'data':{'arr':[{'type':1,'codes':'STILLUSDT'}]}}");
			awaitUpstream("crypto", STILL + "@trade", STILL + "@depth", STILL + "@kline_1m");
			String scarce = "{\"code\":10002,\"data\":{\"p\":\"0.00000001230\",\"s\":\"STILLUSDT\",\"t\":1786775227484,\"td\":0}}";
			for (String push : List.of(TRADE, DEPTH, KLINE, scarce, TRADE.replace("\"td\":1", "\"td\":2"))) {
				push("crypto", push);
				assertThat(client.nextText()).isEqualTo(push);
			}
		}
	}

	@Test
	void pushesATradesTypeToThoseThatAskedAndToTheOthers() {
		this.vendor.faults().muteSymbol("STILL.US");
		try (CompatClient asked = CompatClient.connect(this.port, "stock");
				CompatClient other = CompatClient.connect(this.port, "stock")) {
			asked.say("{'code':10000,'trace':'t','data':{'codes':'STILL.US','includeTy':true}}");
			asked.nextText((text) -> text.contains("10001"));
			other.say("{'code':10000,'trace':'t','data':{'codes':'STILL.US','includeTy':false}}");
			other.nextText((text) -> text.contains("10001"));
			awaitUpstream("stock", "STILL.US@trade");
			String typed = TRADE.replace("STILLUSDT", "STILL.US").replace("\"v\"", "\"ty\":\"FI\",\"v\"");
			push("stock", typed);
			assertThat(asked.nextPush()).isEqualTo(typed);
			assertThat(other.nextPush()).isEqualTo(typed);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', value = { "'trace':'a\\u0022b', | 'trace':'a\\u0022b',",
			"'trace':17, | 'trace':17,", "\"\" | \"\"", "'trace':null, | \"\"" })
	void echoesTheTraceAsItCame(String trace, String echo) {
		try (CompatClient client = connect()) {
			assertThat(client.ask("{" + trace + "'code':10000,'data':{'codes':'STILLUSDT'}}"))
				.isEqualTo(("{'code':10001," + echo + "'msg':'ok'}").replace('\'', '"').replace("\\u0022", "\\\""));
			assertThat(client.ask("{" + trace + "'code':11000,'data':{'codes':'STILLUSDT'}}"))
				.startsWith("{\"code\":11010");
		}
	}

	@Test
	void namesWhatIsWrongWithAFrameAndStays() {
		try (CompatClient client = connect()) {
			assertThat(client.ask("{'code':10000,'trace':'x'}"))
				.isEqualTo("{\"traceId\":\"x\",\"code\":507,\"msg\":\"Param lost：data\"}");
			assertThat(client.ask("{'code':99999,'trace':'x','data':{'codes':'BTCUSDT'}}"))
				.isEqualTo("{\"traceId\":\"x\",\"code\":506,\"msg\":\"Param error：The code is out of range\"}");
			assertThat(client.ask("{'code':10006,'data':{'arr':[{'type':13,'codes':'A'}]}}"))
				.matches("\\{\"traceId\":\"c-[0-9]+\",\"code\":506,\"msg\":\"Param error：type\"}");
			for (String garbage : List.of("hello", "{'code':", "[1,2]", "", "[".repeat(30_000))) {
				assertThat(client.ask(garbage))
					.matches("\\{\"traceId\":\"c-[0-9]+\",\"code\":515,\"msg\":\"Param not json\"}");
			}
			subscribeTrades(client);
			push("crypto", TRADE);
			assertThat(client.nextPush()).isEqualTo(TRADE);
		}
	}

	@Test
	void endsAClientThatSendsMoreFramesThanAMinuteMayHave() {
		try (CompatClient client = connect(); CompatClient other = connect()) {
			for (int i = 0; i < 60; i++) {
				client.say("{'code':10010,'trace':'h'}");
				other.say("{'code':10010,'trace':'h','ack':" + i / 59 + "}");
			}
			client.say("{'code':10000,'trace':'h','data':{'codes':'STILLUSDT'}}");
			assertThat(client.nextText()).isEqualTo(CompatClient.WELCOME);
			assertThat(client.nextText()).matches("\\{\"traceId\":\"c-[0-9]+\",\"code\":501,"
					+ "\"msg\":\"Request frequency exceed the limit：60 times per minute\"}");
			assertThat(client.awaitEnd()).isEqualTo(new StreamClient.End(4029, "commands_too_fast"));
			assertThat(other.nextText((text) -> !text.equals(CompatClient.WELCOME))).contains("10011");
		}
	}

	@Test
	void anOutageSaysNothingAndTheDataGoesOn() {
		try (CompatClient client = connect();
				WebSocketClient service = WebSocketClient.connect(this.port, "streams=STILLUSDT@trade")) {
			subscribeTrades(client);
			push("crypto", trade(1));
			assertThat(client.nextPush()).isEqualTo(trade(1));
			service.nextLive();
			this.vendor.faults().on("crypto").dropAll();
			service.next((message) -> message.isStatus("stale"));
			service.next((message) -> message.text("cause").equals("reconnecting"));
			awaitUpstream("crypto", STILL + "@trade");
			push("crypto", trade(2));
			service.next("gap");
			service.next(Message::isTick);
			assertThat(client.nextText()).isEqualTo(trade(2));
			assertThat(client.isOpen()).isTrue();
		}
	}

}
