package io.tickrelay.downstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.client.CompatClient;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** No connection lives for ever where that is wanted. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.upstream.businesses=crypto", "relay.downstream.max-connection-age=4s",
				"relay.demand.linger=1h" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
@Tag("full")
class ConnectionAgeTest {

	@LocalServerPort
	private int port;

	@Test
	void sendsOldConnectionsOnTheirWayEachInItsOwnWords() {
		long beganNs = System.nanoTime();
		try (SseClient sse = SseClient.connect(this.port, "streams=BTCUSDT@trade");
				BareWebSocket ws = BareWebSocket.connect(this.port, "streams=BTCUSDT@trade");
				CompatClient compat = CompatClient.connect(this.port, "crypto")) {
			assertThat(sse.next("hello").json().at("/limits/connectionAgeMs").intValue()).isEqualTo(4000);
			sse.nextLive();
			assertIsSentOnItsWay(sse.next("goaway"));
			assertThat(sse.retries()).hasSize(2).allSatisfy((ms) -> assertThat(ms).isBetween(2000, 8000));
			sse.awaitEnd();
			long afterMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNs);
			assertThat(afterMs).isBetween(4000L, 5400L);
			assertIsSentOnItsWay(ws.next("goaway"));
			assertThat(ws.awaitEnd()).isEqualTo(new StreamClient.End(4003, "max_age"));
			assertThat(compat.awaitEnd()).isEqualTo(new StreamClient.End(4003, "max_age"));
		}
		await().atMost(StreamClient.PATIENCE)
			.until(() -> Http.meter(this.port, "relay_downstream_disconnects_total{reason=\"max_age\"} ") >= 3);
		assertThat(Http.meter(this.port, "relay_downstream_streams ")).isZero();
	}

	@Test
	void clientsThatCameTogetherDoNotAllLeaveTogether() {
		List<SseClient> clients = new ArrayList<>();
		List<Long> endsMs = new ArrayList<>();
		try {
			for (int i = 0; i < 30; i++) {
				clients.add(SseClient.connect(this.port, "streams=BTCUSDT@trade"));
			}
			clients.forEach((client) -> client.next("hello"));
			long beganNs = System.nanoTime();
			await().atMost(StreamClient.PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> {
				long open = clients.stream().filter(StreamClient::isOpen).count();
				while (endsMs.size() < clients.size() - open) {
					endsMs.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNs));
				}
				return open == 0;
			});
			assertThat(endsMs.getLast() - endsMs.getFirst()).isBetween(150L, 1500L);
		}
		finally {
			clients.forEach(StreamClient::close);
		}
	}

	private static void assertIsSentOnItsWay(Message goaway) {
		assertThat(goaway.text("code")).isEqualTo("draining");
		assertThat(goaway.text("message")).contains("as old as connections here may become");
		assertThat(goaway.json().path("temporary").booleanValue()).isTrue();
		assertThat(goaway.number("retryMs")).isBetween(2000L, 8000L);
	}

}
