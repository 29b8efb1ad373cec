package io.tickrelay.downstream.sse;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.tickrelay.demand.Demand;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.BareWebSocket;
import io.tickrelay.testing.Http;
import io.tickrelay.testing.Message;
import io.tickrelay.testing.Pushes;
import io.tickrelay.testing.RelayTest;
import io.tickrelay.testing.SocketClient;
import io.tickrelay.testing.SseClient;
import io.tickrelay.testing.StreamClient;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.client.WebClient;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@RelayTest
class SseEndpointTest {

	@LocalServerPort
	private int port;

	@Autowired
	private Simulator vendor;

	@Autowired
	private Demand demand;

	@Test
	void answersWithTheHeadersOfAStreamThatNothingMayBufferOrChange() {
		try (SseClient client = SseClient.connect(this.port, "streams=BTCUSDT@trade")) {
			SocketClient.Head head = client.head();
			assertThat(head.line()).isEqualTo("HTTP/1.1 200 OK");
			assertThat(head.field("Content-Type")).startsWith("text/event-stream");
			assertThat(head.field("Cache-Control")).isEqualTo("no-cache, no-transform");
			assertThat(head.field("X-Accel-Buffering")).isEqualTo("no");
			assertThat(head.field("Content-Length")).isNull();
			assertThat(head.field("Content-Encoding")).isNull();
			assertThat(client.next("hello").event()).isEqualTo("hello");
			assertThat(client.next("subscribed").event()).isEqualTo("subscribed");
		}
	}

	@Test
	void spreadsTheTimesOfComingBack() throws InterruptedException {
		Set<Integer> delays = new HashSet<>();
		for (int i = 0; i < 5; i++) {
			try (SseClient client = SseClient.connect(this.port, "streams=BTCUSDT@trade")) {
				client.next("hello");
				Integer delay = client.retries().poll(5, TimeUnit.SECONDS);
				assertThat(delay).isBetween(2000, 8000);
				delays.add(delay);
			}
		}
		assertThat(delays).hasSizeGreaterThan(1);
	}

	@Test
	void givesIdsToTicksAlone() {
		this.vendor.faults().muteSymbol("IDSUSDT");
		try (SseClient client = SseClient.connect(this.port, "streams=BTCUSDT@trade,IDSUSDT@trade")) {
			boolean status = false;
			for (int i = 0; i < 30; i++) {
				Message message = client.next();
				assertThat(message.event()).isEqualTo(message.type());
				assertThat(message.id()).isEqualTo(message.isTick() ? message.json().path("rts").toString() : null);
				status |= message.type().equals("status");
			}
			assertThat(status).isTrue();
		}
	}

	@Test
	void breaksASilenceWithComments() throws InterruptedException {
		this.vendor.faults().muteSymbol("QUIETUSDT");
		try (SseClient client = SseClient.connect(this.port, "streams=QUIETUSDT@trade")) {
			for (int i = 0; i < 2; i++) {
				assertThat(client.comments().poll(20, TimeUnit.SECONDS)).isEqualTo(" ka");
			}
			assertThat(client.next("hello").number("keepAliveMs")).isEqualTo(1000);
		}
	}

	@Test
	void countsASilenceFromTheLastByte() throws InterruptedException {
		this.vendor.faults().muteSymbol("SELDOMUSDT");
		try (SseClient client = SseClient.connect(this.port, "streams=SELDOMUSDT@trade")) {
			awaitUpstream("SELDOMUSDT@trade");
			List<Long> silences = new ArrayList<>();
			for (int i = 1; i <= 4; i++) {
				assertThat(client.comments().poll(20, TimeUnit.SECONDS)).isEqualTo(" ka");
				this.vendor.faults().on("crypto").sendText(Pushes.tradeAt("SELDOMUSDT", String.valueOf(i)));
				client.nextLive();
				client.comments().clear();
				long lastByteNs = System.nanoTime();
				assertThat(client.comments().poll(20, TimeUnit.SECONDS)).isEqualTo(" ka");
				silences.add(System.nanoTime() - lastByteNs);
			}
			// The machine may be late for some of them.
			assertThat(Duration.ofNanos(Collections.min(silences))).isBetween(Duration.ofMillis(700),
					Duration.ofMillis(1100));
		}
	}

	@Test
	void holdsNoBlockWithoutData() throws InterruptedException {
		this.vendor.faults().muteSymbol("BLOCKSUSDT");
		try (SseClient client = SseClient.connect(this.port, "streams=BLOCKSUSDT@trade")) {
			awaitUpstream("BLOCKSUSDT@trade");
			assertThat(client.comments().poll(20, TimeUnit.SECONDS)).isEqualTo(" ka");
			this.vendor.faults().on("crypto").sendText(Pushes.tradeAt("BLOCKSUSDT", "1"));
			client.nextLive();
			assertThat(client.retries()).hasSize(1);
		}
	}

	@Test
	void showsNoEmptyEventToTheClientOfSpring() {
		this.vendor.faults().muteSymbol("SPRINGUSDT");
		AtomicBoolean pushed = new AtomicBoolean();
		List<ServerSentEvent<String>> events = requireNonNull(WebClient.create("http://127.0.0.1:" + this.port)
			.get()
			.uri("/v1/stream?streams=SPRINGUSDT@trade")
			.retrieve()
			.bodyToFlux(new ParameterizedTypeReference<ServerSentEvent<String>>() {
			})
			.mergeWith(Mono.delay(Duration.ofMillis(1500)).then(Mono.fromRunnable(() -> {
				awaitUpstream("SPRINGUSDT@trade");
				this.vendor.faults().on("crypto").sendText(Pushes.tradeAt("SPRINGUSDT", "1"));
				pushed.set(true);
			})))
			.takeUntil((event) -> "trade".equals(event.event()))
			.collectList()
			.block(StreamClient.PATIENCE));
		assertThat(events).allSatisfy((event) -> {
			assertThat(event.data()).isNotBlank();
			assertThat(event.event()).isNotBlank();
		});
		assertThat(pushed).isTrue();
		assertThat(events.getFirst().event()).isEqualTo("hello");
		assertThat(events.getFirst().retry()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(8));
		assertThat(events).as("a comment is of the block that comes next")
			.anyMatch((event) -> event.comment() != null && event.comment().startsWith("ka"));
	}

	@Test
	void pingsAPageThatAsksForItAmongTicksToo() {
		try (SseClient client = SseClient.connect(this.port, "streams=BTCUSDT@trade&ping=true");
				SseClient other = SseClient.connect(this.port, "streams=BTCUSDT@trade&ping=false")) {
			assertThat(client.next("hello").number("pingMs")).isEqualTo(2000);
			assertThat(other.next("hello").fields()).doesNotContain("pingMs");
			Message ping = client.next("ping");
			assertThat(ping.event()).isEqualTo("ping");
			assertThat(ping.id()).isNull();
			assertThat(ping.fields()).containsExactlyInAnyOrder("type", "now");
			assertThat(Duration.ofMillis(System.currentTimeMillis() - ping.number("now")).abs())
				.isLessThan(StreamClient.PATIENCE);
			client.next("ping");
			for (Message message = other.poll(Duration.ZERO); message != null; message = other.poll(Duration.ZERO)) {
				assertThat(message.type()).isNotEqualTo("ping");
			}
		}
		assertThat(Http.get(this.port, "/v1/stream?streams=BTCUSDT@trade&ping=yes").statusCode()).isEqualTo(400);
	}

	@Test
	void saysNothingBetweenTicksThatComeOftenEnough() {
		try (SseClient client = SseClient.connect(this.port, "streams=BTCUSDT@trade")) {
			long first = client.nextLive().number("rts");
			client.next((message) -> message.isTick() && message.number("rts") > first + 2_500_000);
			assertThat(client.comments()).isEmpty();
		}
	}

	@Test
	void crossesSymbolsWithChannels() {
		try (SseClient client = SseClient.connect(this.port,
				"symbols=BTCUSDT,,ETHUSDT,&channels=trade,%20,depth&streams=,XAUUSD@kline_1m,")) {
			assertThat(client.next("subscribed").texts("accepted")).containsExactlyInAnyOrder("crypto:BTCUSDT@trade",
					"crypto:BTCUSDT@depth", "crypto:ETHUSDT@trade", "crypto:ETHUSDT@depth", "common:XAUUSD@kline_1m");
		}
	}

	@Test
	void addsUpListsThatAreSaidTwice() {
		try (SseClient client = SseClient.connect(this.port,
				"streams=BTCUSDT@trade&streams=BTCUSDT@trade,ETHUSDT@trade")) {
			assertThat(client.next("subscribed").texts("accepted")).containsExactly("crypto:BTCUSDT@trade",
					"crypto:ETHUSDT@trade");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "?streams=", "?streams=,,%20,", "?symbols=BTCUSDT", "?channels=trade",
			"?streams=BTCUSDT@trade&mode=fast", "?streams=BTCUSDT@trade&mode=", "?streams=BTCUSDT@trade&snapshot=1",
			"?streams=BTCUSDT@trade&snapshot=" })
	void refusesWhatMakesNoSense(String query) {
		HttpResponse<String> response = Http.get(this.port, "/v1/stream" + query, "Accept", "text/event-stream");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		JsonNode problem = Http.json(response);
		assertThat(problem.path("status").intValue()).isEqualTo(400);
		assertThat(problem.path("code").stringValue()).isEqualTo("bad_request");
		assertThat(problem.path("title").stringValue()).isEqualTo("Bad Request");
		assertThat(problem.path("detail").stringValue()).isNotBlank();
	}

	@Test
	void namesEveryStreamWhereNoneCanBeGiven() {
		HttpResponse<String> response = Http.get(this.port, "/v1/stream?streams=BTCUSDT@foo,WHAT@trade,%22%3Cb%3E");
		assertThat(response.statusCode()).isEqualTo(400);
		JsonNode problem = Http.json(response);
		assertThat(problem.path("code").stringValue()).isEqualTo("unknown_channel");
		assertThat(problem.path("rejected").valueStream()).extracting((item) -> item.path("stream").stringValue())
			.containsExactly("BTCUSDT@foo", "WHAT@trade", "\"<b>");
		assertThat(problem.path("rejected").valueStream()).extracting((item) -> item.path("code").stringValue())
			.containsExactly("unknown_channel", "ambiguous_symbol", "bad_request");
		assertThat(problem.path("rejected").valueStream())
			.allSatisfy((item) -> assertThat(item.path("message").stringValue()).isNotBlank());
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH" })
	void isReadWithGetAlone(String method) {
		HttpResponse<String> response = Http.send(method, this.port, "/v1/stream?streams=BTCUSDT@trade");
		assertThat(response.statusCode()).isEqualTo(405);
		assertThat(response.headers().firstValue("Allow")).hasValue("GET");
		if (method.equals("HEAD")) {
			assertThat(response.body()).isEmpty();
		}
		else {
			assertThat(Http.json(response).path("code").stringValue()).isEqualTo("bad_request");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "application/json | 406", "text/html | 406", "text/plain, application/xml;q=0.9 | 406",
					"nonsense | 406", "text/event-stream | 200", "*/* | 200", "text/* | 200",
					"application/json, text/event-stream;q=0.1 | 200", "text/event-stream;charset=utf-8 | 200",
					"TEXT/Event-Stream | 200", "text/event-stream;q=0 | 406", "*/*, text/event-stream;q=0 | 406",
					"*/*;q=0 | 406" })
	void looksAtWhatTheClientAccepts(String accept, int status) {
		String request = "GET /v1/stream?streams=BTCUSDT@trade HTTP/1.1\r\nHost: x\r\nAccept: " + accept + "\r\n\r\n";
		try (SseClient client = SseClient.request(this.port, request, false)) {
			assertThat(client.head().status()).isEqualTo(status);
			assertThat(client.head().field("Content-Type"))
				.startsWith((status == 200) ? "text/event-stream" : "application/problem+json");
		}
	}

	@Test
	void servesAnOldClientOfHttp() {
		try (SseClient client = SseClient.request(this.port, SseClient.get("streams=BTCUSDT@trade", "HTTP/1.0"),
				false)) {
			assertThat(client.head().status()).isEqualTo(200);
			assertThat(client.head().field("Transfer-Encoding")).isNull();
			client.next("hello");
			client.nextLive();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u0000\u0001garbage\r\n\r\n",
			"GET /v1/stream?streams=ETHUSDT@trade HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/9.9\r\n: \r\n\r\n",
			"NOT HTTP AT ALL\r\n\r\n" })
	void neverMixesAnAnswerToWhatFollowsTheRequestIntoTheStream(String behind) {
		try (SseClient client = SseClient.request(this.port,
				SseClient.get("streams=BTCUSDT@trade", "HTTP/1.1") + behind, false)) {
			assertThat(client.head().status()).isEqualTo(200);
			client.next("hello");
			Message before = client.nextLive();
			// Either it goes on as if nothing had been said, or it ends between two
			// messages.
			for (int i = 0; i < 20 && client.isOpen(); i++) {
				Message update = client.nextLive();
				assertThat(update.number("seq")).isEqualTo(before.number("seq") + 1);
				before = update;
			}
			if (!client.isOpen()) {
				assertThat(client.awaitEnd().reason()).doesNotContain("Not a line");
			}
		}
	}

	@Test
	void letsAClientGoThatHasClosedItsHalf() {
		Topic topic = new Topic(Business.CRYPTO, "HALFUSDT", Channel.TRADE);
		try (SseClient client = SseClient.connect(this.port, "streams=HALFUSDT@trade")) {
			client.nextLive();
			assertThat(this.demand.holders(topic)).isEqualTo(1);
			client.closeHalf();
			client.awaitEnd();
			await().atMost(StreamClient.PATIENCE).until(() -> this.demand.holders(topic), (holders) -> holders == 0);
		}
	}

	@Test
	void readsACommandOfTheSocketNoMore() {
		try (SseClient client = SseClient.connect(this.port, "streams=BTCUSDT@trade")) {
			client.nextLive();
			client.send("{\"op\":\"subscribe\"}\r\n".getBytes(StandardCharsets.UTF_8));
			client.nextLive();
		}
	}

	@Test
	void refusesAProductOfListsThatOutgrowsTheirLengths() {
		String symbols = "A,".repeat(600);
		String channels = "b,".repeat(600);
		HttpResponse<String> response = Http.get(this.port, "/v1/stream?symbols=" + symbols + "&channels=" + channels);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).hasSizeLessThan(10_000);
		assertThat(Http.json(response).path("code").stringValue()).isEqualTo("bad_request");
		try (BareWebSocket client = BareWebSocket.connect(this.port, "symbols=" + symbols + "&channels=" + channels)) {
			assertThat(client.head().status()).isEqualTo(400);
		}
	}

	@Test
	void takesAStreamAsLongAsManyStreamsMakeIt() {
		StringBuilder streams = new StringBuilder("streams=BTCUSDT@trade");
		for (int i = 0; i < 700; i++) {
			streams.append(",BTCUSDT@kline_1m");
		}
		try (SseClient client = SseClient.connect(this.port, streams.toString())) {
			assertThat(client.next("subscribed").texts("accepted")).hasSize(2);
		}
	}

	private void awaitUpstream(String topic) {
		await().atMost(StreamClient.PATIENCE)
			.pollInterval(Duration.ofMillis(20))
			.until(() -> this.vendor.observations().subscriptions("crypto"), (all) -> all.contains(topic));
	}

}
