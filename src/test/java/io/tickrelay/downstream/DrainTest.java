package io.tickrelay.downstream;

import java.net.http.HttpResponse;
import java.time.Duration;

import io.tickrelay.TickrelayApplication;
import io.tickrelay.downstream.session.Clients;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.simulator.market.SimulatorSettings;
import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.client.CompatClient;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What clients of each kind are told while the relay is about to stop. */
class DrainTest {

	private static final String COMPAT = "/ws?business=crypto&apikey=k";

	private static final String STREAM = "/v1/stream?streams=BTCUSDT@trade";

	@Test
	void newcomersAreRefusedAndClientsSentAwayAsTheirLibrariesExpect() {
		try (Simulator vendor = Simulator.start(SimulatorSettings.defaults());
				ConfigurableApplicationContext relay = start(vendor)) {
			int port = relay.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			Clients clients = relay.getBean(Clients.class);
			try (CompatClient program = CompatClient.connect(port, "crypto");
					BareWebSocket service = BareWebSocket.connect(port, "");
					SseClient browser = SseClient.connect(port, "streams=BTCUSDT@trade")) {
				program.nextText(CompatClient.WELCOME::equals);
				service.next("hello");
				browser.next("hello");
				clients.drain(Duration.ZERO).subscribe();
				assertThat(program.awaitEnd()).isEqualTo(new StreamClient.End(4001, "draining"));
				assertThat(service.next("goaway").text("code")).isEqualTo("draining");
				assertThat(service.awaitEnd()).isEqualTo(new StreamClient.End(1001, "going_away"));
				assertThat(browser.next("goaway").text("code")).isEqualTo("draining");
			}
			assertProgramsSeeAStatus(port);
			assertOthersAreToldInTheirStream(port);
			// What no stream is, is answered to the end.
			assertThat(Http.get(port, "/v1/snapshot?streams=BTCUSDT@trade").statusCode()).isNotEqualTo(503);
			await().atMost(StreamClient.PATIENCE).until(() -> clients.count() == 0);
		}
	}

	private static void assertProgramsSeeAStatus(int port) {
		for (String field : new String[] { "", "Origin: http://127.0.0.1\r\n", "X-API-Key: k\r\n" }) {
			try (BareWebSocket client = BareWebSocket.ask(port, handshake(COMPAT, field))) {
				assertThat(client.head().status()).as(field).isEqualTo(503);
				assertThat(client.head().field("Content-Type")).isEqualTo("application/problem+json");
				assertThat(client.head().field("Retry-After")).matches("[2-8]");
			}
			try (BareWebSocket client = BareWebSocket.ask(port, handshake("/ws?business=none&apikey=k", field))) {
				assertThat(client.head().status()).as(field).isEqualTo(404);
			}
		}
		HttpResponse<String> program = Http.get(port, STREAM);
		assertThat(program.statusCode()).isEqualTo(503);
		assertThat(Http.json(program).path("code").stringValue()).isEqualTo("draining");
		assertThat(Http.json(program).path("num").intValue()).isEqualTo(503);
		assertThat(program.headers().firstValue("Retry-After").map(Integer::valueOf).orElseThrow()).isBetween(2, 8);
	}

	private static void assertOthersAreToldInTheirStream(int port) {
		try (SseClient browser = SseClient.connect(port, "streams=BTCUSDT@trade");
				BareWebSocket service = BareWebSocket.connect(port, "")) {
			assertThat(browser.head().status()).isEqualTo(200);
			assertThat(browser.next("goaway").text("code")).isEqualTo("draining");
			assertThat(browser.retries()).last().satisfies((delay) -> assertThat(delay).isBetween(2000, 8000));
			browser.awaitEnd();
			Message goaway = service.next("goaway");
			assertThat(goaway.text("code")).isEqualTo("draining");
			assertThat(goaway.json().path("retryMs").intValue()).isBetween(2000, 8000);
			assertThat(service.awaitEnd()).isEqualTo(new StreamClient.End(4001, "draining"));
		}
	}

	private static String handshake(String path, String fields) {
		return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
				+ "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + fields + "\r\n";
	}

	private static ConfigurableApplicationContext start(Simulator vendor) {
		return SpringApplication.run(TickrelayApplication.class, "--server.port=0", "--server.address=127.0.0.1",
				"--relay.upstream.url=" + vendor.webSocketUri(), "--relay.upstream.api-key=k",
				"--relay.upstream.businesses=crypto", "--relay.downstream.drain-window=100ms");
	}

}
