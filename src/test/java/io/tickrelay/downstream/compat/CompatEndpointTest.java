package io.tickrelay.downstream.compat;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.tickrelay.hub.outbox.OutboxPool;
import io.tickrelay.simulator.Observations;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.BareWebSocket;
import io.tickrelay.testing.CompatClient;
import io.tickrelay.testing.Http;
import io.tickrelay.testing.Logs;
import io.tickrelay.testing.Message;
import io.tickrelay.testing.Pushes;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.StreamClient;
import io.tickrelay.testing.WebSocketClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Programs that were written for the vendor. The relay is this class's own, and forgets
 * no demand: most tests share the topics of one symbol, of which the market says nothing
 * but what they have it say.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.upstream.heartbeat-interval=55s", "relay.upstream.frames-per-minute=60",
				"relay.demand.linger=1h", "relay.downstream.queue-bytes=256KB", "relay.downstream.ping-interval=1s" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
class CompatEndpointTest {

	private static final String STILL = "STILLUSDT";

	private static final String TRADE = "{\"code\":10002,\"data\":{\"p\":\"63039\",\"s\":\"STILLUSDT\",\"t\":1786775227483,"
			+ "\"td\":1,\"v\":\"0.07933\",\"vw\":\"5000.88387\"}}";

	private static final String DEPTH = "{\"code\":10005,\"data\":{\"a\":[[\"63059.36000000\",\"63059.37000000\"],"
			+ "[\"7.03880000\",\"0.00124000\"]],\"b\":[[\"63059.35000000\"],[\"5.69452000\"]],\"s\":\"STILLUSDT\","
			+ "\"t\":1786775732341}}";

	private static final String KLINE = "{\"code\":10008,\"data\":{\"c\":\"63039.00000\",\"h\":\"63048.00000\","
			+ "\"l\":\"63038.99000\",\"o\":\"63048.00000\",\"pca\":\"-9.00000\",\"pfr\":\"-0.01%\",\"s\":\"STILLUSDT\","
			+ "\"t\":\"1786775220\",\"ty\":1,\"v\":\"19.90087\",\"vw\":\"1254633.2367064\"}}";

	// More than the buffers of two sockets and the relay's queue hold together.
	private static final int FLOOD = 90;

	// Fewer than a client may send, and far more than may wait to be answered.
	private static final int PINGS = 10_000;

	@LocalServerPort
	private int port;

	@Autowired
	private Simulator vendor;

	@Autowired
	private OutboxPool pool;

	@BeforeEach
	void keepStill() {
		this.vendor.faults().muteSymbol(STILL);
	}

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
	void servesFramesThatCameBeforeTheWelcomeWasRead() {
		// The SDKs send what was asked for before as soon as the handshake is answered.
		try (CompatClient client = connect()) {
			client.say("{'code':10000,'trace':'a','data':{'codes':'STILLUSDT'}}");
			client.say("{'code':10003,'trace':'b','data':{'codes':'STILLUSDT'}}");
			client.say("{'code':10006,'trace':'c','data':{'arr':[{'codes':'STILLUSDT','type':1}]}}");
			client.say("{'code':10010,'trace':'d','ack':1}");
			assertThat(client.nextText()).isEqualTo(CompatClient.WELCOME);
			assertThat(client.nextText()).isEqualTo("{\"code\":10001,\"trace\":\"a\",\"msg\":\"ok\"}");
			assertThat(client.nextText()).isEqualTo("{\"code\":10004,\"trace\":\"b\",\"msg\":\"ok\"}");
			assertThat(client.nextText()).isEqualTo("{\"code\":10007,\"trace\":\"c\",\"msg\":\"ok\"}");
			assertThat(client.nextText()).isEqualTo("{\"code\":10011,\"trace\":\"d\",\"msg\":\"ok\"}");
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

	@Test
	void endsASlowReader() {
		try (CompatClient fast = connect();
				CompatClient slow = CompatClient.connectWithSmallWindow(this.port, "crypto")) {
			fast.ask("{'code':10003,'data':{'codes':'STILLUSDT'}}");
			slow.ask("{'code':10003,'data':{'codes':'STILLUSDT'}}");
			awaitUpstream("crypto", STILL + "@depth");
			slow.stopReading();
			for (int i = 1; i <= FLOOD; i++) {
				push("crypto", Pushes.largeDepth(STILL, i));
				assertThat(fast.nextPush()).contains("\"" + i + ".0000");
			}
			slow.resumeReading();
			assertThat(slow.awaitEnd()).isEqualTo(new StreamClient.End(4008, "slow_consumer"));
			assertThat(slow.nextPush()).contains("\"1.0000");
			assertThat(fast.isOpen()).isTrue();
		}
	}

	@Test
	void takesABinaryFrameAsWhatIsNoJson() {
		try (CompatClient client = connect()) {
			client.frame(true, BareWebSocket.BINARY, bytes("{\"code\":10010,\"ack\":1}"));
			assertThat(client.nextText((text) -> !text.equals(CompatClient.WELCOME))).contains("\"code\":515");
			assertThat(client.ask("{'code':10010,'ack':1}")).isEqualTo("{\"code\":10011,\"msg\":\"ok\"}");
		}
	}

	@Test
	void takesMessagesInPartsWithAPingBetween() throws InterruptedException {
		try (CompatClient client = connect()) {
			client.frame(false, BareWebSocket.TEXT, bytes("{\"code\":10010,"));
			client.frame(true, BareWebSocket.PING, bytes("are you there"));
			client.frame(true, BareWebSocket.CONTINUATION, bytes("\"ack\":1}"));
			assertThat(client.nextText((text) -> text.contains("10011"))).isEqualTo("{\"code\":10011,\"msg\":\"ok\"}");
			assertThat(client.pongs().poll(5, TimeUnit.SECONDS)).isEqualTo("are you there");
			assertThat(client.pings().poll(5, TimeUnit.SECONDS)).isNotNull();
		}
	}

	@Test
	void takesABinaryMessageInPartsAsOne() {
		try (CompatClient client = connect()) {
			client.nextText();
			client.frame(false, BareWebSocket.BINARY, new byte[] { -1, -2 });
			client.frame(true, BareWebSocket.CONTINUATION, bytes("{\"code\":10010,\"ack\":1}"));
			client.say("{'code':10010,'ack':1}");
			assertThat(client.nextText()).contains("\"code\":515");
			assertThat(client.nextText()).contains("\"code\":10011");
		}
	}

	@Test
	void readsNoPingsOfAClientThatDoesNotTakeItsPongsAndLosesNone() throws InterruptedException {
		ByteBuffer pings = ByteBuffer.allocate(PINGS * 131);
		while (pings.hasRemaining()) {
			pings.put(BareWebSocket.bytesOf(true, BareWebSocket.PING, new byte[125]));
		}
		try (CompatClient other = connect();
				CompatClient client = CompatClient.connectWithSmallWindow(this.port, "crypto")) {
			other.ask("{'code':10003,'data':{'codes':'STILLUSDT'}}");
			client.ask("{'code':10003,'data':{'codes':'STILLUSDT'}}");
			awaitUpstream("crypto", STILL + "@depth");
			client.stopReading();
			for (int i = 1; i <= FLOOD && this.pool.bytes() == 0; i++) {
				push("crypto", Pushes.largeDepth(STILL, i));
				assertThat(other.nextPush()).contains("\"" + i + ".0000");
			}
			Thread.ofVirtual().start(() -> client.send(pings.array()));
			// Meanwhile the relay's own pings wait for it, too, and it harms nobody.
			other.pings().clear();
			for (int i = 0; i < 3; i++) {
				assertThat(other.pings().poll(5, TimeUnit.SECONDS)).isNotNull();
			}
			push("crypto", DEPTH);
			assertThat(other.nextPush()).isEqualTo(DEPTH);
			client.resumeReading();
			for (int i = 0; i < PINGS; i++) {
				assertThat(client.pongs().poll(5, TimeUnit.SECONDS)).isNotNull();
			}
			assertThat(client.nextText(DEPTH::equals)).isEqualTo(DEPTH);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "business=crypto", "business=crypto&apikey=", "business=crypto&apikey=%20", "" })
	void refusesAClientWithoutAKeyInTheHandshake(String query) {
		try (CompatClient client = CompatClient.connectTo(this.port, "/ws?" + query)) {
			assertThat(client.head().status()).isEqualTo(401);
			assertThat(client.head().field("WWW-Authenticate")).isEqualTo("apikey realm=\"key\"");
			assertThat(client.head().field("Content-Type")).isEqualTo("application/problem+json");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "apikey=any-key", "business=&apikey=any-key", "business=mars&apikey=any-key",
			"business=Crypto&apikey=any-key", "business=cry%20pto&apikey=any-key" })
	void refusesABusinessThatIsNotServedInTheHandshake(String query) {
		try (CompatClient client = CompatClient.connectTo(this.port, "/ws?" + query)) {
			assertThat(client.head().status()).isEqualTo(404);
			assertThat(client.head().field("Content-Type")).isEqualTo("application/problem+json");
		}
	}

	@Test
	void askedWithoutAnUpgradeSaysWhatItIs() {
		HttpResponse<String> response = Http.get(this.port, "/ws?business=crypto&apikey=any-key");
		assertThat(response.statusCode()).isEqualTo(426);
		assertThat(response.headers().firstValue("Upgrade")).hasValue("websocket");
		assertThat(Http.json(response).path("code").stringValue()).isEqualTo("bad_request");
	}

	@Test
	void lettersOfAKeyAreInNoLog() {
		String key = "s3cret-0f-a-cl1ent";
		try (Logs logs = Logs.listen()) {
			logs.traceAll();
			for (String query : List.of("business=crypto&apikey=" + key, "business=mars&apikey=" + key,
					"apikey=" + key + "&business=crypto&apikey=more")) {
				try (CompatClient client = CompatClient.connectTo(this.port, "/ws?" + query)) {
					if (client.head().status() == 101) {
						client.frame(true, 3, bytes("an error"));
						client.awaitEnd();
					}
				}
			}
			assertThat(logs.all()).isNotEmpty();
			assertThat(logs.with(key)).isEmpty();
		}
	}

	private CompatClient connect() {
		return CompatClient.connect(this.port, "crypto");
	}

	private void subscribeTrades(CompatClient client) {
		assertThat(client.ask("{'code':10000,'trace':'t','data':{'codes':'STILLUSDT'}}")).contains("10001");
		awaitUpstream("crypto", STILL + "@trade");
	}

	private void awaitUpstream(String business, String... topics) {
		await().atMost(StreamClient.PATIENCE)
			.pollInterval(Duration.ofMillis(20))
			.until(() -> this.vendor.observations().subscriptions(business), (all) -> all.containsAll(List.of(topics)));
	}

	private void push(String business, String frame) {
		this.vendor.faults().on(business).sendText(frame);
	}

	private static String trade(int price) {
		return TRADE.replace("63039", String.valueOf(price));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
