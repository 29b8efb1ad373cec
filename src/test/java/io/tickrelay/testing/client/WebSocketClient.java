package io.tickrelay.testing.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/** The JDK's WebSocket client. */
public final class WebSocketClient extends StreamClient {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private final WebSocket socket;

	private WebSocketClient(int port, String query) {
		this.socket = HTTP.newWebSocketBuilder()
			.buildAsync(URI.create("ws://127.0.0.1:" + port + "/v1/ws?" + query), new Listener())
			.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
			.join();
	}

	/** Connects. */
	public static WebSocketClient connect(int port, String query) {
		return new WebSocketClient(port, query);
	}

	/** Sends a command; single quotes stand for double ones. */
	public void send(String command) {
		this.socket.sendText(command.replace('\'', '"'), true).join();
	}

	/** Sends a command and waits for the next message that is no data. */
	public Message ask(String command) {
		send(command);
		return answer();
	}

	/** The next message that answers a command. */
	public Message answer() {
		return next((message) -> message.stream().isEmpty() && !message.type().equals("hello"));
	}

	@Override
	public void leave() {
		if (!this.socket.isOutputClosed()) {
			this.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").orTimeout(5, TimeUnit.SECONDS).join();
		}
	}

	/** Hears of the socket, one call at a time. */
	private final class Listener implements WebSocket.Listener {

		private final StringBuilder partial = new StringBuilder();

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
			this.partial.append(data);
			if (last) {
				received(new Message(Message.JSON.readTree(this.partial.toString()), null, null));
				this.partial.setLength(0);
			}
			webSocket.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
			ended(0, "A binary frame");
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
			ended(statusCode, reason);
			return null;
		}

		@Override
		public void onError(WebSocket webSocket, Throwable error) {
			ended(0, error.toString());
		}

	}

}
