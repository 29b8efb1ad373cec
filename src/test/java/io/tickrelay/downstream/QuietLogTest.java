package io.tickrelay.downstream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.Logs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** What strangers send to a port fills no log. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "server.http2.enabled=true")
@ActiveProfiles("demo")
class QuietLogTest {

	private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

	private static final String SETTINGS = bytes("000000040000000000");

	private static final String PAGE = "GET /app.js HTTP/1.1\r\nHost: localhost\r\n\r\n";

	private static final String STREAM = "GET /v1/stream?streams=BTCUSDT@trade HTTP/1.1\r\nHost: localhost\r\n\r\n";

	private static final String CHUNKED = "POST /v1/tickets HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";

	private static final String UPGRADE = "GET /app.js HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\n"
			+ "Upgrade: h2c\r\nHTTP2-Settings: ";

	private static final String GET_TICKETS = bytes("83440b2f76312f7469636b65747386410178");

	@LocalServerPort
	private int port;

	static Stream<String> whatStrangersSend() {
		return Stream.of(PREFACE, PREFACE + SETTINGS, PREFACE + "garbage garbage", bytes("16030102000100"),
				"SSH-2.0-OpenSSH_9.6\r\n", bytes("050100"), bytes("040100507f00000100"), "\0".repeat(300),
				bytes("fffefdfc80818283").repeat(40) + "\r\n\r\n", "EHLO x\r\n", "GET / HT", "GET /\r\n\r\n",
				"GET / HTTP/3.0\r\n\r\n", "GET / HTTP/1.1\r\nHo st: x\r\n\r\n", "GET / HTTP/1.1\r\nHost: a:b:c\r\n\r\n",
				PAGE + "GARBAGE\r\n\r\n", PAGE + PREFACE, PAGE + "GET / HTTP/1.1\r\nHost: x:y\r\n\r\n",
				PAGE + PAGE + "\0\0\0\r\n\r\n", STREAM + PREFACE, STREAM + "\0\1\2", CHUNKED + "zz\r\nabc\r\n",
				CHUNKED + "5\r\nabcdefgh\r\n0\r\n\r\n", CHUNKED + "5\r\nab", CHUNKED + "-1\r\n",
				PAGE + CHUNKED + "zz\r\n" + PAGE, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
				"CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n", UPGRADE + "!!!!\r\n\r\n", UPGRADE + "AAIAAAAF\r\n\r\n",
				UPGRADE + "AAA\r\n\r\n", UPGRADE + "AAMAAABk\r\nHTTP2-Settings: AAMAAABk\r\n\r\n",
				UPGRADE + "AAMAAABk\r\nHTTP2-Settings: !!!!\r\n\r\n", UPGRADE + "\r\n\r\n",
				UPGRADE + "AAIAAAAB, AAMAAABk\r\n\r\n", UPGRADE + "AAUAAAAA\r\n\r\n", UPGRADE + "AAT_____\r\n\r\n",
				UPGRADE + "AAEAAAAA".repeat(500) + "\r\n\r\n",
				UPGRADE + "AAMAAABkAAQAAP__\r\n\r\nGARBAGE GARBAGE GARBAGE",
				UPGRADE + "AAMAAABkAAQAAP__\r\n\r\n" + PREFACE,
				// Data on an idle stream, a window that overflows, no header block, more
				// than was said.
				PREFACE + SETTINGS + frame(0, 1, 1, "abc"),
				PREFACE + SETTINGS + frame(8, 0, 0, bytes("7fffffff")).repeat(2),
				PREFACE + SETTINGS + frame(1, 5, 1, bytes("ffffffffffffffff")),
				PREFACE + SETTINGS + frame(1, 4, 1, GET_TICKETS + bytes("0f0d0135")) + frame(0, 1, 1, "abcdefgh"),
				PREFACE + SETTINGS + frame(1, 5, 1, bytes("82848641056" + "13a623a63")),
				PREFACE + SETTINGS + frame(1, 5, 1, bytes("8286")),
				PREFACE + SETTINGS + frame(1, 5, 1, bytes("8486410178")),
				PREFACE + SETTINGS + frame(1, 5, 1, bytes("0001780179")),
				PREFACE + SETTINGS + frame(1, 4, 1, bytes("0001780179")) + frame(0, 1, 1, "abc"),
				PREFACE + SETTINGS + frame(1, 4, 1, GET_TICKETS) + frame(1, 4, 1, GET_TICKETS),
				PREFACE + SETTINGS + frame(6, 0, 0, "abc"), PREFACE + SETTINGS + frame(3, 0, 1, bytes("00000001")));
	}

	@ParameterizedTest
	@MethodSource("whatStrangersSend")
	void isQuietWhateverIsSent(String bytes) throws IOException {
		try (Logs logs = Logs.listen()) {
			for (boolean reset : new boolean[] { false, true }) {
				try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
					socket.setSoTimeout(300);
					if (reset) {
						socket.setSoLinger(true, 0);
					}
					socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
					readSome(socket);
				}
			}
			assertThat(Http.get(this.port, "/actuator/health/liveness").statusCode()).isEqualTo(200);
			assertThat(logs.all())
				.filteredOn((line) -> !line.startsWith("INFO") || line.contains("Exception") || line.contains("[id: "))
				.filteredOn((line) -> !line.contains("upstream") && !line.contains("product list"))
				.isEmpty();
		}
	}

	@Test
	void endsAClientQuietlyThatFloodsAndReadsNothing() throws IOException {
		byte[] flood = SETTINGS.repeat(1000).getBytes(StandardCharsets.ISO_8859_1);
		try (Logs logs = Logs.listen(); Socket socket = new Socket()) {
			socket.setReceiveBufferSize(2048);
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port));
			socket.getOutputStream().write(PREFACE.getBytes(StandardCharsets.ISO_8859_1));
			assertThatIOException().isThrownBy(() -> {
				for (int i = 0; i < 5000; i++) {
					socket.getOutputStream().write(flood);
				}
			});
			assertThat(logs.all()).filteredOn((line) -> line.contains("[id: ") || line.contains("Exception")).isEmpty();
		}
	}

	@ParameterizedTest
	@MethodSource("brokenBehindOthers")
	void whatIsBrokenBehindOthersIsRefusedAfterTheirAnswers(List<String> sentAndLast) throws IOException {
		double before = Http.meter(this.port, "relay_downstream_errors_total{code=\"bad_request\"");
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoTimeout(15_000);
			socket.getOutputStream().write(sentAndLast.getFirst().getBytes(StandardCharsets.ISO_8859_1));
			String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
			assertThat(answers).startsWith("HTTP/1.1 200");
			assertThat(answers.substring(answers.lastIndexOf("HTTP/1.1 "))).startsWith(sentAndLast.getLast());
		}
		assertThat(Http.meter(this.port, "relay_downstream_errors_total{code=\"bad_request\"")).isGreaterThan(before);
	}

	static Stream<List<String>> brokenBehindOthers() {
		return Stream.of(List.of(PAGE + PAGE + "GARBAGE\r\n\r\n", "HTTP/1.1 400"),
				List.of(PAGE + PREFACE, "HTTP/1.1 400"), List.of(CHUNKED + "zz\r\nabc\r\n", "HTTP/1.1 200"));
	}

	private static void readSome(Socket socket) {
		try {
			for (int i = 0; i < 3 && socket.getInputStream().read(new byte[65_536]) >= 0; i++) {
				// What it answers is of no interest.
			}
		}
		catch (IOException ex) {
			// Nothing comes, or the relay hung up.
		}
	}

	private static String frame(int type, int flags, int stream, String payload) {
		return bytes("%06x%02x%02x%08x".formatted(payload.length(), type, flags, stream)) + payload;
	}

	private static String bytes(String hex) {
		return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
	}

}
