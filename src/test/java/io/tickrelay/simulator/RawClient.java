package io.tickrelay.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A WebSocket client on a bare socket, for tests that count bytes or do not read.
 */
final class RawClient implements AutoCloseable {

	private final Socket socket = new Socket();

	static RawClient connect(Simulator simulator, String business) throws IOException {
		RawClient client = new RawClient();
		String head = client.shakeHands(simulator, "/ws?business=" + business + "&apikey=any");
		if (!head.startsWith("HTTP/1.1 101")) {
			throw new IOException("Refused: " + head);
		}
		return client;
	}

	/** The first line of the answer to a request for a target, which may be malformed. */
	static String answerTo(Simulator simulator, String target) throws IOException {
		try (RawClient client = new RawClient()) {
			return client.shakeHands(simulator, target).lines().findFirst().orElse("");
		}
	}

	/** Sends a short text frame, masked with zeros. */
	void send(String text) throws IOException {
		byte[] payload = text.getBytes(StandardCharsets.UTF_8);
		ByteArrayOutputStream frame = new ByteArrayOutputStream();
		frame.write(0x81);
		if (payload.length < 126) {
			frame.write(0x80 | payload.length);
		}
		else {
			frame.write(0x80 | 126);
			frame.write(payload.length >> 8);
			frame.write(payload.length);
		}
		frame.write(new byte[4]);
		frame.write(payload);
		write(frame.toByteArray());
	}

	byte[] read(int count) throws IOException {
		return input().readNBytes(count);
	}

	/** Everything until the server ends the connection. */
	byte[] readToTheEnd() throws IOException {
		return input().readAllBytes();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	private String shakeHands(Simulator simulator, String target) throws IOException {
		this.socket.setReceiveBufferSize(4096);
		this.socket.setSoTimeout(10_000);
		this.socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), simulator.port()), 10_000);
		write(("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n"
				+ "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
				+ "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
			.getBytes(StandardCharsets.US_ASCII));
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			int next = input().read();
			if (next < 0) {
				throw new IOException("The server closed during the handshake");
			}
			head.append((char) next);
		}
		return head.toString();
	}

	private void write(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
	}

	private InputStream input() throws IOException {
		return this.socket.getInputStream();
	}

}
