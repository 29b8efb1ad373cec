package io.tickrelay.packaging;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * SIGTERM, as Kubernetes sends it to a relay in the midst of its work.
 */
class DrainIT {

	private static final int CLIENTS = 1000;

	private static final Duration WINDOW = Duration.ofSeconds(6);

	/**
	 * The time that the chart gives a relay beyond its window, on a machine that has
	 * other work.
	 */
	private static final Duration MARGIN = Duration.ofSeconds(10);

	/**
	 * On a busy machine a few clients don't read their goodbye in time, and are cut off.
	 */
	private static final int MOST_CUT_OFF = CLIENTS / 20;

	private static final Pattern RETRY = Pattern.compile("\"retryMs\":(\\d+)");

	private final ConnectionProvider connections = ConnectionProvider.builder("drain")
		.maxConnections(CLIENTS)
		.pendingAcquireMaxCount(CLIENTS)
		.build();

	private final Disposable.Composite running = Disposables.composite();

	private final List<Ending> endings = Collections.synchronizedList(new ArrayList<>());

	private final AtomicInteger cutOff = new AtomicInteger();

	private final CountDownLatch open = new CountDownLatch(CLIENTS);

	@AfterEach
	void hangUp() {
		this.running.dispose();
		this.connections.dispose();
	}

	@Test
	void aThousandClientsGoAndAnUnresponsiveOneHoldsNothingUp() throws Exception {
		List<Socket> deaf = new ArrayList<>();
		try (RelayProcess relay = start(WINDOW)) {
			int port = relay.port();
			for (int i = 0; i < CLIENTS / 2; i++) {
				this.running.add(sse(port).subscribe(this.endings::add, (_) -> this.cutOff.incrementAndGet()));
				this.running.add(webSocket(port).subscribe(this.endings::add, (_) -> this.cutOff.incrementAndGet()));
			}
			for (int i = 0; i < 4; i++) {
				deaf.add(deaf(port));
			}
			assertThat(this.open.await(3, TimeUnit.MINUTES)).as(() -> this.open.getCount() + " are missing").isTrue();

			long start = System.nanoTime();
			relay.terminate();
			await().atMost(WINDOW).until(() -> Http.get(port, "/actuator/health/readiness").statusCode() == 503);
			assertThat(Http.get(port, "/actuator/health/liveness").statusCode()).isEqualTo(200);
			assertNewcomersAreTurnedAway(port);
			assertThat(relay.exitCode(WINDOW.plus(MARGIN))).isIn(0, 143);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(WINDOW.plus(MARGIN));

			await().atMost(Duration.ofMinutes(2)).until(() -> this.endings.size() + this.cutOff.get() == CLIENTS);
			assertThat(this.cutOff.get()).isLessThanOrEqualTo(MOST_CUT_OFF);
			assertThat(this.endings).allSatisfy((ending) -> assertThat(ending.retryMs()).isBetween(2000L, 8000L));
			assertThat(new HashSet<>(this.endings.stream().map(Ending::retryMs).toList()))
				.hasSizeGreaterThan(CLIENTS / 2);
			assertThat(this.endings).filteredOn((ending) -> ending.closeCode() == 1001)
				.hasSizeBetween(CLIENTS / 2 - MOST_CUT_OFF, CLIENTS / 2);
			assertSpread();
			assertThat(relay.output()).noneMatch((line) -> line.startsWith("\tat ") || line.contains("Exception"));
		}
		finally {
			for (Socket socket : deaf) {
				socket.close();
			}
		}
	}

	@Test
	void waitsForNothingWithoutClients() {
		try (RelayProcess relay = start(Duration.ofMinutes(2))) {
			relay.port();
			relay.terminate();
			assertThat(relay.exitCode(Duration.ofMinutes(1))).isIn(0, 143);
		}
	}

	/**
	 * The time from the first end on, because the operating system decides when the
	 * signal is heard.
	 */
	private void assertSpread() {
		long[] times = this.endings.stream().mapToLong(Ending::nanoTime).sorted().toArray();
		int[] sixths = new int[6];
		for (long time : times) {
			sixths[Math.clamp(6 * (time - times[0]) / WINDOW.toNanos(), 0, 5)]++;
		}
		assertThat(Arrays.stream(sixths).max().orElseThrow()).as(Arrays.toString(sixths)).isLessThan(CLIENTS / 2);
		assertThat(sixths[2] + sixths[3]).as(Arrays.toString(sixths)).isGreaterThan(CLIENTS / 8);
	}

	private static void assertNewcomersAreTurnedAway(int port) {
		try (SseClient late = SseClient.connect(port, "streams=ETHUSDT@trade");
				BareWebSocket socket = BareWebSocket.connect(port, "streams=ETHUSDT@trade")) {
			assertThat(late.head().status()).isEqualTo(200);
			assertThat(late.next("goaway").json().path("code").stringValue()).isEqualTo("draining");
			late.awaitEnd();
			assertThat(late.retries()).last().satisfies((delay) -> assertThat(delay).isBetween(2000, 8000));
			assertThat(socket.next("goaway").json().path("code").stringValue()).isEqualTo("draining");
			assertThat(socket.awaitEnd()).isEqualTo(new StreamClient.End(4001, "draining"));
		}
	}

	private Mono<Ending> sse(int port) {
		AtomicInteger seen = new AtomicInteger();
		return HttpClient.create(this.connections)
			.get()
			.uri("http://127.0.0.1:" + port + "/v1/stream?streams=BTCUSDT@trade")
			.responseContent()
			.asString(StandardCharsets.UTF_8)
			.doOnNext((text) -> countOnce(seen))
			.takeLast(2)
			.collectList()
			.map((last) -> new Ending(System.nanoTime(), 0, retryMs(String.join("", last))));
	}

	private Mono<Ending> webSocket(int port) {
		AtomicInteger seen = new AtomicInteger();
		return HttpClient.create(this.connections)
			.websocket()
			.uri("ws://127.0.0.1:" + port + "/v1/ws?streams=BTCUSDT@trade")
			.handle((in, out) -> in.receive()
				.asString(StandardCharsets.UTF_8)
				.doOnNext((text) -> countOnce(seen))
				.filter((text) -> text.contains("goaway"))
				.last()
				.zipWith(in.receiveCloseStatus().map(WebSocketCloseStatus::code),
						(text, code) -> new Ending(System.nanoTime(), code, retryMs(text))))
			.last();
	}

	private void countOnce(AtomicInteger seen) {
		if (seen.getAndIncrement() == 0) {
			this.open.countDown();
		}
	}

	/** Asks for a stream, reads nothing and never goes. */
	private static Socket deaf(int port) throws IOException {
		Socket socket = new Socket();
		socket.setReceiveBufferSize(4096);
		socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		socket.getOutputStream()
			.write(SseClient.get("streams=BTCUSDT@depth,ETHUSDT@depth", "HTTP/1.1")
				.getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	private static RelayProcess start(Duration window) {
		return RelayProcess.start(Map.of(), "--spring.profiles.active=demo",
				"--relay.downstream.drain-window=" + window.toMillis() + "ms");
	}

	private static long retryMs(String text) {
		Matcher matcher = RETRY.matcher(text);
		return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
	}

	/**
	 * How a client's connection ended.
	 *
	 * @param nanoTime when
	 * @param closeCode 0 over SSE
	 * @param retryMs the delay it was told; 0 where it was told none
	 */
	private record Ending(long nanoTime, int closeCode, long retryMs) {
	}

}
