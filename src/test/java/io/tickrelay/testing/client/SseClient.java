package io.tickrelay.testing.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Reads server-sent events as they come, from the relay itself or, in chunks, from a
 * proxy in front of it.
 */
public final class SseClient extends SocketClient {

	private final BlockingQueue<String> comments = new LinkedBlockingQueue<>();

	private final BlockingQueue<Integer> retries = new LinkedBlockingQueue<>();

	private SseClient() {
	}

	/** Asks for a stream as a browser does. */
	public static SseClient connect(int port, String query) {
		return request(port, get(query, "HTTP/1.1"), false);
	}

	/** Asks for a stream with a window so small that it is soon full. */
	public static SseClient connectWithSmallWindow(int port, String query) {
		return request(port, get(query, "HTTP/1.1"), true);
	}

	/** Asks for a stream again as a browser does, which repeats its URL. */
	public static SseClient reconnect(int port, String query, String lastEventId) {
		String request = get(query, "HTTP/1.1");
		return request(port, request.substring(0, request.length() - 2) + "Last-Event-ID: " + lastEventId + "\r\n\r\n",
				false);
	}

	/** Sends a request of any kind. */
	public static SseClient request(int port, String request, boolean smallWindow) {
		SseClient client = new SseClient();
		client.open(port, request, smallWindow);
		return client;
	}

	/** The request of a browser. */
	public static String get(String query, String version) {
		return "GET /v1/stream?" + query + " " + version
				+ "\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\nCache-Control: no-cache\r\n\r\n";
	}

	/** Comments, without their colon. */
	public BlockingQueue<String> comments() {
		return this.comments;
	}

	/** The delays that the relay asked for, milliseconds. */
	public BlockingQueue<Integer> retries() {
		return this.retries;
	}

	@Override
	protected void read(InputStream in, Head answer) throws IOException {
		boolean chunked = "chunked".equals(answer.field("transfer-encoding"));
		new SseReader(chunked ? new ChunkedInputStream(in) : in, this::received, this.comments::add, this.retries::add)
			.readAll();
	}

}
