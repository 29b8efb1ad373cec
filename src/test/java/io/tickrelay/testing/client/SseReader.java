package io.tickrelay.testing.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events as they come. It is stricter than a browser. A field that the
 * relay has no reason to send ends the reading. So does a block without data, which some
 * clients take for an event.
 */
final class SseReader {

	private final InputStream in;

	private final Consumer<Message> messages;

	private final Consumer<String> comments;

	private final Consumer<Integer> retries;

	/**
	 * Creates a reader.
	 * @param in the body of the answer
	 * @param messages take the events
	 * @param comments take comments, without their colon
	 * @param retries take the delays that the relay asks for, milliseconds
	 */
	SseReader(InputStream in, Consumer<Message> messages, Consumer<String> comments, Consumer<Integer> retries) {
		this.in = in;
		this.messages = messages;
		this.comments = comments;
		this.retries = retries;
	}

	/** Reads on until the body ends, which is an exception. */
	void readAll() throws IOException {
		String id = null;
		String event = null;
		String data = null;
		String retry = null;
		while (true) {
			String line = SocketClient.line(this.in);
			if (line.isEmpty()) {
				dispatch(id, event, data, retry);
				retry = null;
				id = null;
				event = null;
				data = null;
			}
			else if (line.startsWith(":")) {
				this.comments.accept(line.substring(1));
			}
			else if (line.startsWith("retry: ") && retry == null) {
				retry = line.substring(7);
			}
			else if (line.startsWith("id: ") && id == null) {
				id = line.substring(4);
			}
			else if (line.startsWith("event: ") && event == null) {
				event = line.substring(7);
			}
			else if (line.startsWith("data: ") && data == null) {
				data = line.substring(6);
			}
			else {
				throw new IOException("Not a line of this stream: " + line);
			}
		}
	}

	private void dispatch(@Nullable String id, @Nullable String event, @Nullable String data, @Nullable String retry)
			throws IOException {
		if (data == null) {
			throw new IOException("A block without data");
		}
		if (retry != null) {
			if (!"hello".equals(event) && !"goaway".equals(event)) {
				throw new IOException("Not a block for a wait: " + event);
			}
			this.retries.accept(Integer.parseInt(retry));
		}
		this.messages.accept(new Message(Message.JSON.readTree(data), id, event));
	}

}
