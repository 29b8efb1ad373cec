package io.tickrelay.downstream;

import java.lang.ref.WeakReference;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.tickrelay.testing.CompatClient;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.SseClient;
import io.tickrelay.testing.StreamClient;
import io.tickrelay.testing.WebSocketClient;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.web.server.ServerWebExchange;
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
	private Queue<WeakReference<ServerWebExchange>> requests;

	@Autowired
	private Doorman doorman;

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

	private void assertLetGo() {
		assertThat(this.doorman.inside()).isOne();
		WeakReference<ServerWebExchange> request = this.requests.remove();
		assertThat(this.requests).isEmpty();
		await().atMost(StreamClient.PATIENCE).until(() -> {
			System.gc();
			return request.refersTo(null);
		});
	}

	private void awaitNobody() {
		await().atMost(StreamClient.PATIENCE).until(this.doorman::inside, (inside) -> inside == 0);
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Recorder {

		@Bean
		Queue<WeakReference<ServerWebExchange>> requests() {
			return new ConcurrentLinkedQueue<>();
		}

		@Bean
		WebFilter recorder(Queue<WeakReference<ServerWebExchange>> requests) {
			return (exchange, chain) -> {
				requests.add(new WeakReference<>(exchange));
				return chain.filter(exchange);
			};
		}

	}

}
