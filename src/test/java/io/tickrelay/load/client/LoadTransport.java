package io.tickrelay.load.client;

/**
 * A transport under load.
 */
public enum LoadTransport {

	/** {@code GET /v1/stream}. */
	SSE("/v1/stream", " 200 ", "Accept: text/event-stream"),

	/** {@code GET /v1/ws}. */
	WS("/v1/ws", " 101 ", String.join("\r\n", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
			"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));

	private final String path;

	private final String success;

	private final String headers;

	LoadTransport(String path, String success, String headers) {
		this.path = path;
		this.success = success;
		this.headers = headers;
	}

	/**
	 * Asks for streams.
	 * @param query of the URL, percent-encoded
	 * @return a whole request
	 */
	public String request(String query) {
		return "GET " + this.path + "?" + query + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + this.headers + "\r\n\r\n";
	}

	/**
	 * Whether streams follow.
	 * @param statusLine of the response
	 * @return false where the relay refused
	 */
	public boolean isSuccess(String statusLine) {
		return statusLine.contains(this.success);
	}

	public Framing framing() {
		return switch (this) {
			case SSE -> new SseFraming();
			case WS -> new WebSocketFraming();
		};
	}

}
