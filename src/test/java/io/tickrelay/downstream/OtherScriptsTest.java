package io.tickrelay.downstream;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import io.tickrelay.testing.client.CompatClient;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.RelayTest;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.WebSocketClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Symbols beyond ASCII, from the upstream's frames to each kind of client. */
@RelayTest
class OtherScriptsTest {

	@LocalServerPort
	private int port;

	@ParameterizedTest
	@ValueSource(strings = { "币安人生USDT", "🐶USDT" })
	void areStreamedLikeAllOthers(String symbol) {
		String name = "crypto:" + symbol + "@trade";
		String query = URLEncoder.encode(name, StandardCharsets.UTF_8);
		try (SseClient sse = SseClient.connect(this.port, "streams=" + query);
				WebSocketClient webSocket = WebSocketClient.connect(this.port, "");
				CompatClient vendors = CompatClient.connect(this.port, "crypto")) {
			assertThat(sse.next("subscribed").texts("accepted")).containsExactly(name);
			assertThat(webSocket.ask("{'op':'subscribe','streams':['" + symbol + "@trade']}").texts("accepted"))
				.containsExactly(name);
			vendors.say("{'code':10000,'trace':'t','data':{'codes':'" + symbol + "'}}");
			for (Message tick : new Message[] { sse.nextLive(), webSocket.nextLive() }) {
				assertThat(tick.stream()).isEqualTo(name);
				assertThat(tick.text("symbol")).isEqualTo(symbol);
				assertThat(tick.text("price")).isNotEmpty();
			}
			assertThat(vendors.nextPush(10002)).contains("\"s\":\"" + symbol + "\"");
			assertThat(Http.get(this.port, "/v1/snapshot?streams=" + query).body()).contains(name);
			assertThat(Http.get(this.port, "/v1/explain?stream=" + query).body()).contains(name);
			assertThat(Http.get(this.port, "/v1/streams").body()).contains(name);
		}
	}

}
