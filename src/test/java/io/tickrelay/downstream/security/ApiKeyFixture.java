package io.tickrelay.downstream.security;

import java.net.http.HttpResponse;

import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.client.SocketClient;
import io.tickrelay.testing.client.SseClient;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A relay that asks for an API key or a ticket.
 */
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = { "relay.upstream.businesses=stock,crypto",
		"relay.demand.linger=1h", "relay.downstream.security.mode=api-key", "relay.downstream.security.ticket-ttl=5s",
		"relay.downstream.security.max-tickets=8", "relay.downstream.security.keys[0].name=desk",
		"relay.downstream.security.keys[0].hash=" + ApiKeyFixture.DESK_HASH,
		"relay.downstream.security.keys[0].entitlements.operator=true", "relay.downstream.security.keys[1].name=crypto",
		"relay.downstream.security.keys[1].hash=sha256:" + ApiKeyFixture.CRYPTO_HASH,
		"relay.downstream.security.keys[1].entitlements.businesses=crypto",
		"relay.downstream.security.keys[1].entitlements.symbols=BTC*,crypto:ETHUSDT",
		"relay.downstream.security.keys[1].entitlements.channels=trade,kline",
		"relay.downstream.security.keys[1].entitlements.max-streams=2",
		"relay.downstream.security.keys[1].entitlements.max-connections=1",
		"relay.downstream.security.keys[1].entitlements.compat=false", "relay.downstream.security.keys[2].name=gone",
		"relay.downstream.security.keys[2].hash=" + ApiKeyFixture.GONE_HASH,
		"relay.downstream.security.keys[2].expires-at=2026-01-01T00:00:00Z" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
abstract class ApiKeyFixture {

	static final String DESK = "d3sk-key-1";

	static final String DESK_HASH = "505f137935f84ed199629e21c4493eb9addefadb8e58b6d81a1d94a7ca9eab81";

	static final String CRYPTO = "crypt0-key-1";

	static final String CRYPTO_HASH = "29e6670551e1e38a92fb9c3eacd635d2b420f4dfc0acb20773a2ee3da103c41a";

	static final String GONE_HASH = "c50c92ffe0001a81c954f4531a43292ead415f68a33ae0b1b6077859e3d2a401";

	static final String STREAM = "/v1/stream?streams=BTCUSDT@trade";

	@LocalServerPort
	int port;

	int status(String path, String... fields) {
		try (SocketClient client = SseClient.request(this.port, "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:"
				+ this.port + "\r\nConnection: close\r\n" + lines(fields) + "\r\n", false)) {
			return client.head().status();
		}
	}

	String detail(String... headers) {
		HttpResponse<String> answer = Http.get(this.port, STREAM, headers);
		assertThat(answer.statusCode()).isEqualTo(401);
		return Http.json(answer).path("detail").stringValue();
	}

	String ticket(String key) {
		HttpResponse<String> answer = Http.send("POST", this.port, "/v1/tickets", "X-API-Key", key);
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
		assertThat(Http.json(answer).path("expiresInMs").intValue()).isEqualTo(5000);
		return Http.json(answer).path("ticket").stringValue();
	}

	SseClient sse(String path, String... fields) {
		return SseClient.request(this.port, "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + this.port
				+ "\r\nAccept: text/event-stream\r\n" + lines(fields) + "\r\n", false);
	}

	BareWebSocket webSocket(String path, String... fields) {
		return BareWebSocket.ask(this.port, handshake(path, fields));
	}

	String handshake(String path, String... fields) {
		return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + this.port
				+ "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
				+ "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + lines(fields) + "\r\n";
	}

	static String lines(String[] fields) {
		StringBuilder lines = new StringBuilder();
		for (String field : fields) {
			lines.append(field).append("\r\n");
		}
		return lines.toString();
	}

}
