package io.tickrelay.downstream.streams;

import java.util.List;

import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.client.WebSocketClient;
import io.tickrelay.testing.client.Wire;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WebSocketRateTest extends RateContract {

	WebSocketRateTest() {
		super(Wire.WEBSOCKET);
	}

	@Test
	void changesWhenTheStreamIsSubscribedAgain() {
		try (WebSocketClient client = WebSocketClient.connect(port(), "streams=BTCUSDT@trade&mode=conflate&rate=2")) {
			long first = client.nextLive().number("seq");
			assertThat(client.nextLive().number("seq")).isGreaterThan(first + 3);
			client.send("{'op':'subscribe','id':'all','streams':['BTCUSDT@trade'],'mode':'all'}");
			client.next((message) -> message.text("id").equals("all"));
			Message before = client.nextLive();
			for (int i = 0; i < 10; i++) {
				Message next = client.nextLive();
				assertThat(next.number("seq")).isEqualTo(before.number("seq") + 1);
				before = next;
			}
			client.send("{'op':'subscribe','id':'two','streams':['BTCUSDT@trade'],'rate':2}");
			client.next((message) -> message.text("id").equals("two"));
			client.nextLive();
			long edge = client.nextLive().number("seq");
			assertThat(client.nextLive().number("seq")).isGreaterThan(edge + 3);
		}
	}

	@Test
	void saysWhatARateIs() {
		try (WebSocketClient client = WebSocketClient.connect(port(), "")) {
			for (String rate : List.of("0", "-1", "101", "1.5", "'4'", "true", "null", "[]", "1e300")) {
				client.send("{'op':'subscribe','id':1,'streams':['BTCUSDT@trade'],'rate':" + rate + "}");
				Message error = client.next("error");
				assertThat(error.number("num")).isEqualTo(400);
				assertThat(error.text("message")).contains("whole number", "from 1 to 100", "without");
			}
		}
		try (BareWebSocket client = BareWebSocket.ask(port(),
				BareWebSocket.request("streams=BTCUSDT@trade&rate=0") + "\r\n")) {
			assertThat(client.head().status()).isEqualTo(400);
		}
	}

}
