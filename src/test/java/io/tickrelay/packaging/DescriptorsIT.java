package io.tickrelay.packaging;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A relay that may open few files, and more clients than it has room for. */
class DescriptorsIT {

	private static final int FILES = 256;

	private static final int CLIENTS = 400;

	@Test
	void servesUpToItsRoomRefusesTheOthersAndStaysHealthy() throws Exception {
		List<Socket> clients = new ArrayList<>();
		try (RelayProcess relay = RelayProcess.startWithFiles(FILES, "--spring.profiles.active=demo")) {
			int port = relay.port();
			try (SseClient first = SseClient.connect(port, "streams=BTCUSDT@trade")) {
				first.nextLive();
				for (int i = 0; i < CLIENTS; i++) {
					clients.add(client(port));
				}
				int served = 0;
				for (Socket client : clients) {
					served += isServed(client) ? 1 : 0;
				}
				assertThat(served).as("the others were told, or hung up on").isBetween(FILES / 4, FILES - 64);

				await().atMost(StreamClient.PATIENCE)
					.ignoreExceptions()
					.until(() -> Http.get(port, "/actuator/health/liveness").statusCode() == 200);
				assertThat(Http.get(port, "/actuator/health/readiness").statusCode()).isEqualTo(200);
				first.nextLive();
				assertThat(relay.output()).filteredOn((line) -> line.contains("ulimit -n"))
					.as("at the start, and while newcomers are turned away")
					.hasSize(2);
				assertThat(relay.output()).noneMatch((line) -> line.contains("Too many open files"));
			}
		}
		finally {
			for (Socket client : clients) {
				client.close();
			}
		}
	}

	private static Socket client(int port) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
		socket.setSoTimeout((int) StreamClient.PATIENCE.toMillis());
		try {
			socket.getOutputStream()
				.write(SseClient.get("streams=BTCUSDT@trade", "HTTP/1.1").getBytes(StandardCharsets.US_ASCII));
		}
		catch (SocketException _) {
			// The client was refused already.
		}
		return socket;
	}

	/** Whether the client gets a tick. A client that hangs fails by its time-out. */
	private static boolean isServed(Socket client) throws IOException {
		StringBuilder text = new StringBuilder();
		byte[] part = new byte[65_536];
		try {
			InputStream in = client.getInputStream();
			while (text.indexOf("event: trade") < 0) {
				int length = in.read(part);
				if (length < 0) {
					return false;
				}
				text.append(new String(part, 0, length, StandardCharsets.UTF_8));
			}
			return true;
		}
		catch (SocketException _) {
			return false;
		}
	}

}
