package io.tickrelay.testing.client;

/** The transports, as the contract that they share calls them. */
public enum Wire {

	/** {@code GET /v1/stream}. */
	SSE("subscribed") {

		@Override
		public StreamClient connect(int port, String query) {
			return SseClient.connect(port, query);
		}

		@Override
		public SocketClient connectWithSmallWindow(int port, String query) {
			return SseClient.connectWithSmallWindow(port, query);
		}

	},

	/** {@code GET /v1/ws}. */
	WEBSOCKET("ack") {

		@Override
		public StreamClient connect(int port, String query) {
			return WebSocketClient.connect(port, query);
		}

		@Override
		public SocketClient connectWithSmallWindow(int port, String query) {
			return BareWebSocket.connectWithSmallWindow(port, query);
		}

	};

	private final String answer;

	Wire(String answer) {
		this.answer = answer;
	}

	/** The type of the message that answers a subscription. */
	public String answer() {
		return this.answer;
	}

	/** Connects as a proper client. */
	public abstract StreamClient connect(int port, String query);

	/** Connects as a client that can stop reading, with a window that is soon full. */
	public abstract SocketClient connectWithSmallWindow(int port, String query);

}
