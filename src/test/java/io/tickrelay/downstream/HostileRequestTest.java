package io.tickrelay.downstream;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.RelayTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests that want to write lines of their own into answers and into the log. */
@RelayTest
@ExtendWith(OutputCaptureExtension.class)
class HostileRequestTest {

	private static final String MARK = "Injected-By-A-Client";

	private static final String HANDSHAKE = """
			Upgrade: websocket
			Connection: Upgrade
			Sec-WebSocket-Version: 13
			Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
			""";

	private static final String TWO_LENGTHS = """
			GET /v1/snapshot?streams=NONE1USDT@trade HTTP/1.1
			Host: h
			Content-Length: 44
			Transfer-Encoding: chunked
			Connection: close

			0

			GET /actuator/info HTTP/1.1
			Host: h

			""";

	@LocalServerPort
	private int port;

	@ParameterizedTest
	@ValueSource(strings = { "/v1/stream?streams=X%0d%0aInjected-By-A-Client:%20yes@trade",
			"/v1/stream?streams=BTCUSDT@trade&mode=%0d%0aInjected-By-A-Client:%20yes",
			"/v1/stream?streams=BTCUSDT@trade&lastEventId=1%0d%0aInjected-By-A-Client:%20yes&rate=x",
			"/v1/snapshot?streams=%0aInjected-By-A-Client", "/v1/explain?stream=%0d%0aInjected-By-A-Client:x",
			"/v1/symbols?q=%0d%0aInjected-By-A-Client&limit=0", "/v1/streams?business=%0aInjected-By-A-Client",
			"/%0d%0aInjected-By-A-Client:%20yes", "/v1/%0aInjected-By-A-Client", "/ws?business=%0aInjected-By-A-Client",
			"/actuator/health/%0d%0aInjected-By-A-Client" })
	void anAnswersHeadHoldsNothingThatTheClientWrote(String target, CapturedOutput output) throws IOException {
		for (String fields : new String[] { "", "Origin: http://x\r\n", "Accept: text/event-stream\r\n",
				HANDSHAKE.replace("\n", "\r\n") }) {
			String answer = ask("GET " + target + " HTTP/1.1\r\nHost: h\r\n" + fields + "Connection: close\r\n\r\n");
			assertThat(answer).startsWith("HTTP/1.1 ");
			assertThat(answer.substring(0, answer.indexOf("\r\n\r\n"))).doesNotContain(MARK);
		}
		assertThat(output.toString().lines()).noneMatch((line) -> line.startsWith(MARK));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Last-Event-ID", "Origin", "X-Forwarded-For", "X-Forwarded-Host", "X-API-Key",
			"Authorization", "Accept", "User-Agent", "Cookie" })
	void aHeaderReachesNoLog(String name, CapturedOutput output) throws IOException {
		for (String target : List.of("/v1/stream?streams=BTCUSDT@trade&rate=0", "/v1/streams", "/v1/nothing",
				"/v1/ws")) {
			String answer = ask("GET " + target + " HTTP/1.1\r\nHost: h\r\n" + name + ": \u001b[31m" + MARK
					+ "\u0007\r\nConnection: close\r\n\r\n");
			assertThat(answer).startsWith("HTTP/1.1 ");
		}
		assertThat(output.toString()).doesNotContain(MARK);
	}

	@Test
	void onePipelinedRequestIsNotTakenForTwo() throws IOException {
		String answer = ask(TWO_LENGTHS.replace("\n", "\r\n"));
		assertThat(answer.split("HTTP/1\\.1 ", -1)).hasSize(2);
	}

	@Test
	void browsersAreToldToBeStrict() {
		var headers = Http.get(this.port, "/").headers();
		assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
		assertThat(headers.firstValue("X-Frame-Options")).contains("DENY");
		assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
		assertThat(headers.firstValue("Content-Security-Policy").orElse("")).startsWith("default-src 'none'")
			.doesNotContain("unsafe");
		// Only where the connection is encrypted would it mean anything.
		assertThat(headers.firstValue("Strict-Transport-Security")).isEmpty();
		assertThat(headers.firstValue("Set-Cookie")).isEmpty();
		assertThat(headers.firstValue("Server")).isEmpty();
	}

	private String ask(String request) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoTimeout(15_000);
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			socket.getOutputStream().flush();
			StringBuilder answer = new StringBuilder();
			InputStream in = socket.getInputStream();
			byte[] bytes = new byte[8192];
			int length = in.read(bytes);
			// The rest is of interest where the relay ends it; a stream goes on.
			while (length >= 0 && answer.length() < 4096 && answer.indexOf("event:") < 0
					&& !answer.toString().startsWith("HTTP/1.1 101")) {
				answer.append(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
				length = in.read(bytes);
			}
			return answer.toString();
		}
	}

}
