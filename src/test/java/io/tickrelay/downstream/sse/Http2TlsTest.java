package io.tickrelay.downstream.sse;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import io.tickrelay.demand.Demand;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.ByteProxy;
import io.tickrelay.testing.Certificates;
import io.tickrelay.testing.client.Http2Streams;
import io.tickrelay.testing.Logs;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.Pushes;
import io.tickrelay.testing.ServedOverTls;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.SmallSendBuffers;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Many streams of one browser over one connection, as its tabs have them. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.upstream.businesses=crypto", "relay.upstream.heartbeat-interval=55s",
				"relay.upstream.frames-per-minute=60", "relay.demand.linger=1h", "relay.downstream.write-timeout=4s",
				"server.http2.enabled=true" })
@ContextConfiguration(initializers = { SimulatedUpstream.class, SmallSendBuffers.class, ServedOverTls.class })
class Http2TlsTest {

	private static final int STREAMS = 8;

	private static final int TICKS = 100;

	@LocalServerPort
	private int port;

	@Autowired
	private Simulator vendor;

	@Autowired
	private Demand demand;

	@Autowired
	private Certificates certificates;

	@Test
	void servesManyStreamsInOrderOverOneConnection() throws IOException {
		Topic trades = silentTrades("TABSUSDT");
		HttpClient client = HttpClient.newBuilder().sslContext(this.certificates.clients()).build();
		try (ByteProxy wire = new ByteProxy(this.port)) {
			List<Iterator<String>> tabs = new ArrayList<>();
			for (int i = 0; i < STREAMS; i++) {
				tabs.add(open(client, wire.port(), trades).iterator());
			}
			awaitHolders(trades, STREAMS);
			for (int i = 1; i <= TICKS; i++) {
				push(Pushes.tradeAt("TABSUSDT", String.valueOf(i)));
			}
			for (Iterator<String> tab : tabs) {
				for (int i = 1; i <= TICKS; i++) {
					assertThat(nextTrade(tab).number("seq")).isEqualTo(i);
				}
			}
			assertThat(wire.accepted()).isEqualTo(1);
		}
		finally {
			// Not closed, which waits for the end of streams that have none.
			client.shutdownNow();
		}
		awaitHolders(trades, 0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "000003060000000000616263", "0000060105000000028284864101" + "78", "00000100010000000100",
			"000003", "ffffffffffffffffffffffffffffffff" })
	void aClientThatBreaksTheProtocolIsNothingToLog(String frame) throws IOException {
		try (Logs logs = Logs.listen();
				SSLSocket socket = (SSLSocket) this.certificates.clients()
					.getSocketFactory()
					.createSocket(InetAddress.getLoopbackAddress(), this.port)) {
			SSLParameters parameters = socket.getSSLParameters();
			parameters.setApplicationProtocols(new String[] { "h2" });
			socket.setSSLParameters(parameters);
			socket.setSoTimeout(15_000);
			OutputStream out = socket.getOutputStream();
			out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			out.write(HexFormat.of().parseHex("000000040000000000" + frame));
			if (frame.length() > 6) {
				assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
			}
			assertThat(logs.with("Http2Exception")).isEmpty();
			assertThat(logs.with("tail of the pipeline")).isEmpty();
		}
	}

	@Test
	void anUnreadStreamIsEndedAndStallsNoOther() {
		Topic books = silentBooks("FROZENUSDT");
		try (Http2Streams connection = new Http2Streams(this.port, this.certificates)) {
			Http2Streams.Client frozen = connection.open(streams(books));
			List<Http2Streams.Client> others = new ArrayList<>();
			for (int i = 1; i < STREAMS; i++) {
				others.add(connection.open(streams(books)));
			}
			awaitHolders(books, STREAMS);
			frozen.stopReading();
			AtomicInteger pushed = new AtomicInteger();
			await().atMost(StreamClient.PATIENCE).until(() -> {
				int seq = pushed.incrementAndGet();
				push(Pushes.largeDepth("FROZENUSDT", seq));
				for (Http2Streams.Client other : others) {
					assertThat(other.nextLive().number("seq")).isEqualTo(seq);
				}
				return this.demand.holders(books) == STREAMS - 1;
			});
			// At once: its end is not kept for it for long.
			frozen.resumeReading();
			// Netty's client may leave its window updates unflushed until something comes
			// for another stream.
			await().pollInterval(Duration.ofMillis(20)).atMost(StreamClient.PATIENCE).until(() -> {
				push(Pushes.depth("FROZENUSDT", pushed.incrementAndGet(), 1));
				return !frozen.isOpen();
			});
			assertThat(frozen.next("goaway").text("code")).isEqualTo("slow_consumer");
			// And not with a reset, which could overtake that.
			assertThat(frozen.awaitEnd().reason()).isEqualTo("java.io.EOFException: The connection ended");
			push(Pushes.largeDepth("FROZENUSDT", pushed.incrementAndGet()));
			for (Http2Streams.Client other : others) {
				assertThat(other.next((message) -> message.isTick() && message.number("seq") == pushed.get()))
					.isNotNull();
			}
		}
		awaitHolders(books, 0);
	}

	@Test
	void aResetStreamGivesItsLeaseBackAndTheOthersGoOn() {
		Topic trades = silentTrades("RESETUSDT");
		try (Http2Streams connection = new Http2Streams(this.port, this.certificates)) {
			Http2Streams.Client one = connection.open(streams(trades));
			Http2Streams.Client two = connection.open(streams(trades));
			awaitHolders(trades, 2);
			one.close();
			awaitHolders(trades, 1);
			push(Pushes.tradeAt("RESETUSDT", "1"));
			assertThat(two.nextLive().number("seq")).isEqualTo(1);
		}
		awaitHolders(trades, 0);
	}

	@Test
	void aBrokenConnectionGivesAllLeasesBackAndIsNotLogged() throws IOException {
		Topic trades = silentTrades("BROKENUSDT");
		try (ByteProxy wire = new ByteProxy(this.port);
				Http2Streams connection = new Http2Streams(wire.port(), this.certificates);
				Http2Streams.Client one = connection.open(streams(trades));
				Http2Streams.Client two = connection.open(streams(trades))) {
			one.next("subscribed");
			two.next("subscribed");
			try (Logs logs = Logs.listen()) {
				wire.resetAll();
				awaitHolders(trades, 0);
				assertThat(logs.complaints()).isEmpty();
			}
		}
	}

	@Test
	void logsNothingOfClientsThatSpeakNoTls() throws Exception {
		try (Logs logs = Logs.listen();
				SseClient plain = SseClient.connect(this.port, "streams=BTCUSDT@trade");
				ByteProxy mistrust = ByteProxy.toTls(this.port, SSLContext.getDefault());
				SseClient picky = SseClient.connect(mistrust.port(), "streams=BTCUSDT@trade")) {
			plain.awaitEnd();
			picky.awaitEnd();
			assertThat(logs.complaints()).isEmpty();
		}
	}

	private static Message nextTrade(Iterator<String> lines) {
		return CompletableFuture.supplyAsync(() -> {
			String line = lines.next();
			while (!line.startsWith("data: {\"type\":\"trade\"")) {
				line = lines.next();
			}
			return new Message(Message.JSON.readTree(line.substring(6)), null, null);
		}).orTimeout(StreamClient.PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
	}

	private static Stream<String> open(HttpClient client, int to, Topic topic) {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("https://localhost:" + to + "/v1/stream?mode=all&" + streams(topic)))
			.header("Accept", "text/event-stream")
			.build();
		HttpResponse<Stream<String>> response = client.sendAsync(request, BodyHandlers.ofLines())
			.orTimeout(StreamClient.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
			.join();
		assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
		assertThat(response.statusCode()).isEqualTo(200);
		return response.body();
	}

	private static String streams(Topic topic) {
		return "snapshot=false&streams=" + topic.name();
	}

	private Topic silentTrades(String symbol) {
		this.vendor.faults().muteSymbol(symbol);
		return new Topic(Business.CRYPTO, symbol, Channel.TRADE);
	}

	private Topic silentBooks(String symbol) {
		this.vendor.faults().muteSymbol(symbol);
		return new Topic(Business.CRYPTO, symbol, Channel.DEPTH);
	}

	/** And until the vendor knows, too. */
	private void awaitHolders(Topic topic, int holders) {
		await().atMost(StreamClient.PATIENCE).until(() -> this.demand.holders(topic), (count) -> count == holders);
		String upstream = topic.name().substring(topic.name().indexOf(':') + 1);
		await().atMost(StreamClient.PATIENCE)
			.until(() -> this.vendor.observations().subscriptions("crypto").contains(upstream));
	}

	private void push(String frame) {
		this.vendor.faults().on("crypto").sendText(frame);
	}

}
