package io.tickrelay.downstream.compat;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.client.CompatClient;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.Logs;
import io.tickrelay.testing.Pushes;
import io.tickrelay.testing.client.StreamClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Handshakes, frames in parts and slow readers on the vendor's path.
 */
class CompatConnectionTest extends CompatFixture {

	// More than the buffers of two sockets and the relay's queue hold together.
	private static final int FLOOD = 90;

	// Fewer than a client may send, and far more than may wait to be answered.
	private static final int PINGS = 10_000;

	@Test
	void servesFramesThatCameBeforeTheWelcomeWasRead() {
		// The SDKs send what was asked for before as soon as the handshake is answered.
		try (CompatClient client = connect()) {
			client.say("{'code':10000,'trace':'a','data':{'codes':'STILLUSDT'}}");
			client.say("{'code':10003,'trace':'b','data':{'codes':'STILLUSDT'}}");
			client.say("{'code':10006,'trace':'c','data':{'arr':[{'codes':'STILLUSDT','type':1}]}}");
			client.say("{'code':10010,'trace':'d','ack':1}");
			assertThat(client.nextText()).isEqualTo(CompatClient.WELCOME);
			assertThat(client.nextText()).isEqualTo("{\"code\":10001,\"trace\":\"a\",\"msg\":\"ok\"}");
			assertThat(client.nextText()).isEqualTo("{\"code\":10004,\"trace\":\"b\",\"msg\":\"ok\"}");
			assertThat(client.nextText()).isEqualTo("{\"code\":10007,\"trace\":\"c\",\"msg\":\"ok\"}");
			assertThat(client.nextText()).isEqualTo("{\"code\":10011,\"trace\":\"d\",\"msg\":\"ok\"}");
		}
	}

	@Test
	void endsASlowReader() {
		try (CompatClient fast = connect();
				CompatClient slow = CompatClient.connectWithSmallWindow(this.port, "crypto")) {
			fast.ask("{'code':10003,'data':{'codes':'STILLUSDT'}}");
			slow.ask("{'code':10003,'data':{'codes':'STILLUSDT'}}");
			awaitUpstream("crypto", STILL + "@depth");
			slow.stopReading();
			for (int i = 1; i <= FLOOD; i++) {
				push("crypto", Pushes.largeDepth(STILL, i));
				assertThat(fast.nextPush()).contains("\"" + i + ".0000");
			}
			slow.resumeReading();
			assertThat(slow.awaitEnd()).isEqualTo(new StreamClient.End(4008, "slow_consumer"));
			assertThat(slow.nextPush()).contains("\"1.0000");
			assertThat(fast.isOpen()).isTrue();
		}
	}

	@Test
	void takesABinaryFrameAsWhatIsNoJson() {
		try (CompatClient client = connect()) {
			client.frame(true, BareWebSocket.BINARY, bytes("{\"code\":10010,\"ack\":1}"));
			assertThat(client.nextText((text) -> !text.equals(CompatClient.WELCOME))).contains("\"code\":515");
			assertThat(client.ask("{'code':10010,'ack':1}")).isEqualTo("{\"code\":10011,\"msg\":\"ok\"}");
		}
	}

	@Test
	void takesMessagesInPartsWithAPingBetween() throws InterruptedException {
		try (CompatClient client = connect()) {
			client.frame(false, BareWebSocket.TEXT, bytes("{\"code\":10010,"));
			client.frame(true, BareWebSocket.PING, bytes("are you there"));
			client.frame(true, BareWebSocket.CONTINUATION, bytes("\"ack\":1}"));
			assertThat(client.nextText((text) -> text.contains("10011"))).isEqualTo("{\"code\":10011,\"msg\":\"ok\"}");
			assertThat(client.pongs().poll(5, TimeUnit.SECONDS)).isEqualTo("are you there");
			assertThat(client.pings().poll(5, TimeUnit.SECONDS)).isNotNull();
		}
	}

	@Test
	void takesABinaryMessageInPartsAsOne() {
		try (CompatClient client = connect()) {
			client.nextText();
			client.frame(false, BareWebSocket.BINARY, new byte[] { -1, -2 });
			client.frame(true, BareWebSocket.CONTINUATION, bytes("{\"code\":10010,\"ack\":1}"));
			client.say("{'code':10010,'ack':1}");
			assertThat(client.nextText()).contains("\"code\":515");
			assertThat(client.nextText()).contains("\"code\":10011");
		}
	}

	@Test
	void stopsReadingPingsWhilePongsWaitAndLosesNone() throws InterruptedException {
		ByteBuffer pings = ByteBuffer.allocate(PINGS * 131);
		while (pings.hasRemaining()) {
			pings.put(BareWebSocket.bytesOf(true, BareWebSocket.PING, new byte[125]));
		}
		try (CompatClient other = connect();
				CompatClient client = CompatClient.connectWithSmallWindow(this.port, "crypto")) {
			other.ask("{'code':10003,'data':{'codes':'STILLUSDT'}}");
			client.ask("{'code':10003,'data':{'codes':'STILLUSDT'}}");
			awaitUpstream("crypto", STILL + "@depth");
			client.stopReading();
			for (int i = 1; i <= FLOOD && this.pool.bytes() == 0; i++) {
				push("crypto", Pushes.largeDepth(STILL, i));
				assertThat(other.nextPush()).contains("\"" + i + ".0000");
			}
			Thread.ofVirtual().start(() -> client.send(pings.array()));
			// Meanwhile the relay's own pings wait for it, too, and no other client
			// suffers.
			other.pings().clear();
			for (int i = 0; i < 3; i++) {
				assertThat(other.pings().poll(5, TimeUnit.SECONDS)).isNotNull();
			}
			push("crypto", DEPTH);
			assertThat(other.nextPush()).isEqualTo(DEPTH);
			client.resumeReading();
			for (int i = 0; i < PINGS; i++) {
				assertThat(client.pongs().poll(5, TimeUnit.SECONDS)).isNotNull();
			}
			assertThat(client.nextText(DEPTH::equals)).isEqualTo(DEPTH);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "business=crypto", "business=crypto&apikey=", "business=crypto&apikey=%20", "" })
	void refusesAClientWithoutAKeyInTheHandshake(String query) {
		try (CompatClient client = CompatClient.connectTo(this.port, "/ws?" + query)) {
			assertThat(client.head().status()).isEqualTo(401);
			assertThat(client.head().field("WWW-Authenticate")).isEqualTo("apikey realm=\"key\"");
			assertThat(client.head().field("Content-Type")).isEqualTo("application/problem+json");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "apikey=any-key", "business=&apikey=any-key", "business=mars&apikey=any-key",
			"business=Crypto&apikey=any-key", "business=cry%20pto&apikey=any-key" })
	void refusesABusinessThatIsNotServedInTheHandshake(String query) {
		try (CompatClient client = CompatClient.connectTo(this.port, "/ws?" + query)) {
			assertThat(client.head().status()).isEqualTo(404);
			assertThat(client.head().field("Content-Type")).isEqualTo("application/problem+json");
		}
	}

	@Test
	void askedWithoutAnUpgradeSaysWhatItIs() {
		HttpResponse<String> response = Http.get(this.port, "/ws?business=crypto&apikey=any-key");
		assertThat(response.statusCode()).isEqualTo(426);
		assertThat(response.headers().firstValue("Upgrade")).hasValue("websocket");
		assertThat(Http.json(response).path("code").stringValue()).isEqualTo("bad_request");
	}

	@Test
	void lettersOfAKeyAreInNoLog() {
		String key = "s3cret-0f-a-cl1ent";
		try (Logs logs = Logs.listen()) {
			logs.traceAll();
			for (String query : List.of("business=crypto&apikey=" + key, "business=mars&apikey=" + key,
					"apikey=" + key + "&business=crypto&apikey=more")) {
				try (CompatClient client = CompatClient.connectTo(this.port, "/ws?" + query)) {
					if (client.head().status() == 101) {
						client.frame(true, 3, bytes("an error"));
						client.awaitEnd();
					}
				}
			}
			assertThat(logs.all()).isNotEmpty();
			assertThat(logs.with(key)).isEmpty();
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
