package io.tickrelay.downstream.ws;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.RestlessRelayTest;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.WebSocketClient;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@RestlessRelayTest
class WebSocketLimitsTest {

	@LocalServerPort
	private int port;

	@Test
	void pingsAndClosesWhereNoPongComes() throws InterruptedException {
		try (BareWebSocket silent = BareWebSocket.connectWithoutPongs(this.port, "");
				BareWebSocket alive = BareWebSocket.connect(this.port, "")) {
			assertThat(silent.next("hello").number("keepAliveMs")).isEqualTo(1000);
			assertThat(silent.pings().poll(3, TimeUnit.SECONDS)).isNotNull();
			assertThat(silent.awaitEnd()).isEqualTo(new StreamClient.End(4012, "no_pong"));
			for (int i = 0; i < 3; i++) {
				assertThat(alive.pings().poll(3, TimeUnit.SECONDS)).isNotNull();
			}
			assertThat(alive.isOpen()).isTrue();
		}
	}

	@Test
	void closesForMoreCommandsThanAClientMaySend() {
		try (BareWebSocket client = BareWebSocket.connect(this.port, "")) {
			for (int i = 0; i < 200; i++) {
				client.text("{\"op\":\"list\",\"id\":" + i + "}");
			}
			// The first hundred are answered, and then it is told why it has to go.
			for (int i = 0; i < 100; i++) {
				assertThat(client.next("ack").number("id")).isEqualTo(i);
			}
			assertThat(client.awaitEnd()).isEqualTo(new StreamClient.End(4029, "commands_too_fast"));
		}
	}

	@Test
	void countsALongCommandAsSeveral() {
		try (BareWebSocket client = BareWebSocket.connect(this.port, "")) {
			String longest = "{\"op\":\"list\"}" + " ".repeat(65_000);
			client.text(longest);
			client.next("ack");
			client.text(longest);
			assertThat(client.awaitEnd()).isEqualTo(new StreamClient.End(4029, "commands_too_fast"));
		}
	}

	@Test
	void closesForAFloodOfPings() {
		try (BareWebSocket client = BareWebSocket.connect(this.port, "")) {
			client.next("hello");
			ByteBuffer flood = ByteBuffer.allocate(2000 * 6);
			while (flood.hasRemaining()) {
				flood.put(BareWebSocket.bytesOf(true, BareWebSocket.PING, new byte[0]));
			}
			client.send(flood.array());
			assertThat(client.awaitEnd()).isEqualTo(new StreamClient.End(4029, "commands_too_fast: too many frames"));
			assertThat(client.pongs()).hasSizeBetween(1000, 1500);
		}
	}

	@Test
	void tellsWhichStreamsAreMoreThanAClientMayHave() {
		try (WebSocketClient client = WebSocketClient.connect(this.port, "")) {
			Message ack = client.ask("""
					{'op':'subscribe','id':1,'streams':['BTCUSDT@trade','BTCUSDT@depth','BTCUSDT@kline_1m',
					'BTCUSDT@kline_5m','BTCUSDT@kline_15m','BTCUSDT@kline_30m','BTCUSDT@kline_1h']}""");
			assertThat(ack.type()).isEqualTo("ack");
			assertThat(ack.texts("accepted")).hasSize(6);
			assertThat(ack.json().path("rejected")).singleElement().satisfies((item) -> {
				assertThat(item.path("stream").stringValue()).isEqualTo("crypto:BTCUSDT@kline_1h");
				assertThat(item.path("code").stringValue()).isEqualTo("symbol_limit");
				assertThat(item.path("num").intValue()).isEqualTo(405);
				assertThat(item.path("temporary").booleanValue()).isFalse();
			});
			Message exchanged = client.ask("{'op':'unsubscribe','streams':['BTCUSDT@depth']}");
			assertThat(exchanged.texts("current")).hasSize(5);
			assertThat(client.ask("{'op':'subscribe','streams':['BTCUSDT@kline_1h']}").texts("accepted"))
				.containsExactly("crypto:BTCUSDT@kline_1h");
		}
	}

	@Test
	void tellsThatTheUpstreamsPlanIsFullAndThatItMayChange() {
		try (WebSocketClient one = WebSocketClient.connect(this.port, "");
				WebSocketClient other = WebSocketClient.connect(this.port, "")) {
			one.ask("{'op':'subscribe','streams':['A1USDT@trade','A2USDT@trade','A3USDT@trade','A4USDT@trade',"
					+ "'A5USDT@trade']}");
			Message ack = other
				.ask("{'op':'subscribe','streams':['A6USDT@trade','A7USDT@trade','A8USDT@trade','A9USDT@trade']}");
			assertThat(ack.texts("accepted")).hasSize(3);
			assertThat(ack.json().path("rejected")).singleElement().satisfies((item) -> {
				assertThat(item.path("stream").stringValue()).isEqualTo("crypto:A9USDT@trade");
				assertThat(item.path("code").stringValue()).isEqualTo("quota");
				assertThat(item.path("num").intValue()).isEqualTo(507);
				assertThat(item.path("temporary").booleanValue()).isTrue();
			});
			// Over SSE the answer is the same.
			try (SseClient client = SseClient.connect(this.port, "streams=A1USDT@trade,A9USDT@trade")) {
				Message subscribed = client.next("subscribed");
				assertThat(subscribed.texts("accepted")).containsExactly("crypto:A1USDT@trade");
				assertThat(subscribed.json().at("/rejected/0/code").stringValue()).isEqualTo("quota");
			}
			one.ask("{'op':'unsubscribe','all':true}");
			assertThat(other.ask("{'op':'subscribe','streams':['A9USDT@trade']}").texts("accepted"))
				.containsExactly("crypto:A9USDT@trade");
		}
	}

	@Test
	void pingsAPageVisiblyToItsScript() {
		try (WebSocketClient client = WebSocketClient.connect(this.port, "ping=true")) {
			assertThat(client.next("hello").number("pingMs")).isEqualTo(1000);
			assertThat(client.next("ping").fields()).containsExactlyInAnyOrder("type", "now");
			client.next("ping");
		}
	}

}
