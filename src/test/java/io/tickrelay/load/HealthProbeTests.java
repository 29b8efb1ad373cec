package io.tickrelay.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.tickrelay.load.client.ClientLoop;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HealthProbeTests {

	@Test
	void countsWhatIsNotReady() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
			HealthProbe probe = HealthProbe.start((InetSocketAddress) server.getLocalSocketAddress());
			answer(server, "HTTP/1.1 200 OK");
			answer(server, "HTTP/1.1 503 Service Unavailable");
			try (Socket last = server.accept()) {
				CompletableFuture<HealthChecks> checks = probe.stop();
				assertThat(checks).isNotDone();
				reply(last, "HTTP/1.1 200 OK");
				assertThat(ClientLoop.await(checks, Duration.ofSeconds(10))).satisfies((all) -> {
					assertThat(all.count()).isEqualTo(3);
					assertThat(all.slowest()).isPositive();
					assertThat(all.mishaps())
						.isEqualTo(Map.of("was answered with \"HTTP/1.1 503 Service Unavailable\"", 1L));
				});
			}
		}
	}

	@Test
	void aServerThatIsGoneIsNotReady() throws IOException {
		InetSocketAddress address;
		try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
			address = (InetSocketAddress) server.getLocalSocketAddress();
		}
		assertThat(HealthProbe.isReady(address)).isFalse();
	}

	private static void answer(ServerSocket server, String statusLine) throws IOException {
		try (Socket socket = server.accept()) {
			reply(socket, statusLine);
		}
	}

	private static void reply(Socket socket, String statusLine) throws IOException {
		BufferedReader request = new BufferedReader(
				new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
		assertThat(request.readLine()).isEqualTo("GET /actuator/health/readiness HTTP/1.1");
		assertThat(List.of(request.readLine(), request.readLine())).contains("Connection: close");
		socket.getOutputStream().write((statusLine + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
	}

}
