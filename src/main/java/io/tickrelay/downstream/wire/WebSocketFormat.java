package io.tickrelay.downstream.wire;

import java.io.ByteArrayOutputStream;
import java.util.List;

import io.tickrelay.hub.Frame;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.hub.WireFormat;

/**
 * Messages as whole WebSocket text frames.
 */
public final class WebSocketFormat implements WireFormat {

	private final MessageEncoder messages;

	/**
	 * Creates the format.
	 * @param messages writes what the frames hold
	 */
	public WebSocketFormat(MessageEncoder messages) {
		this.messages = messages;
	}

	@Override
	public int slot() {
		return 1;
	}

	@Override
	public byte[] encode(Frame frame) {
		if (frame instanceof TickFrame tick) {
			AsciiText message = AsciiText.begin();
			TickText.write(message, tick);
			if (message.isPlain()) {
				byte[] text = WebSocketFrames.textOf(message.length());
				message.copyTo(text, text.length - message.length());
				return text;
			}
		}
		return text(this.messages.encode(frame));
	}

	@Override
	public byte[] encodeSnapshot(TickFrame last, long ageMs) {
		return text(this.messages.encodeSnapshot(last, ageMs));
	}

	/**
	 * Frames a message that is no part of a stream.
	 * @param message a JSON object
	 * @return a whole text frame
	 */
	public byte[] text(byte[] message) {
		return WebSocketFrames.text(message);
	}

	/**
	 * Frames an answer that may have parts.
	 * @param messages JSON objects
	 * @return a whole text frame each, one behind the other
	 */
	public byte[] texts(List<byte[]> messages) {
		ByteArrayOutputStream frames = new ByteArrayOutputStream();
		messages.forEach((message) -> frames.writeBytes(text(message)));
		return frames.toByteArray();
	}

}
