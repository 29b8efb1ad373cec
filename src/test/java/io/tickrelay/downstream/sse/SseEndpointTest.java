package io.tickrelay.downstream.sse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.Pushes;
import io.tickrelay.testing.client.SocketClient;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.client.WebClient;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class SseEndpointTest extends SseFixture {

	@Test
	void answersWithHeadersThatForbidBufferingAndChanging() {
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

	private void awaitUpstream(String topic) {
		await().atMost(StreamClient.PATIENCE)
			.pollInterval(Duration.ofMillis(20))
			.until(() -> this.vendor.observations().subscriptions("crypto"), (all) -> all.contains(topic));
	}

}
