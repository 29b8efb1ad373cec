package io.tickrelay.downstream.slow;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

import io.tickrelay.testing.client.StreamClient;

/**
 * Requests that are sent over a bare socket, at once or byte by byte.
 */
final class BareRequests {

	private BareRequests() {
	}

	/** Sends a request and reads what of its answer comes at once. */
	static String ask(Socket socket, String request) throws IOException {
		socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
		byte[] answer = new byte[65_536];
		int length = socket.getInputStream().read(answer);
		return new String(answer, 0, Math.max(0, length), StandardCharsets.ISO_8859_1);
	}

	/** Sends a byte now and then; whether the relay hangs up. */
	static boolean dribble(Socket socket, boolean speaks) throws IOException {
		socket.setSoTimeout(100);
		InputStream in = socket.getInputStream();
		long endNs = System.nanoTime() + StreamClient.PATIENCE.toNanos();
		while (System.nanoTime() - endNs < 0) {
			try {
				if (in.read() < 0) {
					return true;
				}
			}
			catch (SocketTimeoutException ex) {
				try {
					if (speaks) {
						socket.getOutputStream().write('x');
					}
				}
				catch (IOException broken) {
					return true;
				}
			}
			catch (IOException reset) {
				return true;
			}
		}
		return false;
	}

}
