package io.tickrelay.downstream;

import java.lang.ref.WeakReference;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.tickrelay.downstream.access.ConnectionLimiter;
import io.tickrelay.downstream.admission.StreamCredentials;
import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.client.CompatClient;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.WebSocketClient;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A client is its connection and its streams. What answered its request, filters and
 * headers and all, would be most of its memory if it were kept as long as the stream.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.upstream.businesses=crypto", "relay.demand.linger=1h" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
@Import(RequestMemoryTest.Recorder.class)
class RequestMemoryTest {

	@LocalServerPort
	private int port;

	@Autowired
	private Queue<WeakReference<Object>> requests;

	@Autowired
	private ConnectionLimiter connectionLimiter;

	@Test
	void nothingOfAnSseClientsRequestIsKept() {
		try (SseClient client = SseClient.connect(this.port, "streams=BTCUSDT@trade")) {
			client.nextLive();
			assertLetGo();
			client.nextLive();
		}
		awaitNobody();
	}

	@Test
	void nothingOfAWebSocketsRequestIsKept() {
		try (WebSocketClient client = WebSocketClient.connect(this.port, "streams=BTCUSDT@trade")) {
			client.nextLive();
			assertLetGo();
			client.nextLive();
		}
		awaitNobody();
	}

	@Test
	void nothingOfAnInfowayClientsRequestIsKept() {
		try (CompatClient client = CompatClient.connect(this.port, "crypto")) {
			client.say("{'code':10000,'trace':'t','data':{'codes':'BTCUSDT'}}");
			client.nextPush(10002);
			assertLetGo();
			client.nextPush(10002);
		}
		awaitNobody();
	}

	@Test
	void nothingOfARequestIsKeptThatCameThroughTheFilters() {
		try (SseClient client = SseClient.request(this.port,
				"GET /v1/stream?streams=BTCUSDT@trade HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", false)) {
			client.nextLive();
			assertLetGo();
			client.nextLive();
		}
		awaitNobody();
		try (BareWebSocket client = BareWebSocket.ask(this.port, """
				GET /v1/ws?streams=BTCUSDT@trade HTTP/1.1\r
				Host: a\r
				Upgrade: websocket\r
				Connection: Upgrade\r
				Sec-WebSocket-Version: 13\r
				Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
				Content-Length: 0\r
				\r
				""")) {
			client.nextLive();
			assertLetGo();
			client.nextLive();
		}
		awaitNobody();
	}

	private void assertLetGo() {
		assertThat(this.connectionLimiter.inside()).isOne();
		WeakReference<Object> request = this.requests.remove();
		assertThat(this.requests).isEmpty();
		await().atMost(StreamClient.PATIENCE).until(() -> {
			System.gc();
			return request.refersTo(null);
		});
	}

	private void awaitNobody() {
		await().atMost(StreamClient.PATIENCE).until(this.connectionLimiter::inside, (inside) -> inside == 0);
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Recorder {

		@Bean
		Queue<WeakReference<Object>> requests() {
			return new ConcurrentLinkedQueue<>();
		}

		@Bean
		@Primary
		StreamCredentials recording(Queue<WeakReference<Object>> requests) {
			return (transport, headers, query) -> {
				requests.add(new WeakReference<>(headers));
				return new StreamCredentials.Known(Caller.ANYBODY);
			};
		}

		@Bean
		WebFilter recorder(Queue<WeakReference<Object>> requests) {
			return (exchange, chain) -> {
				requests.add(new WeakReference<>(exchange));
				return chain.filter(exchange);
			};
		}

	}

}
