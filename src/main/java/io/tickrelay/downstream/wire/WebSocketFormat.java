package io.tickrelay.downstream.wire;

import java.nio.ByteBuffer;

import io.tickrelay.hub.Frame;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.hub.WireFormat;

/**
 * Messages as whole WebSocket text frames, header included: a server does not mask, so
 * the same bytes go to every client. Source: RFC 6455, section 5.2.
 */
public final class WebSocketFormat implements WireFormat {

	private static final byte FINAL_TEXT = (byte) 0x81;

	private static final byte FINAL_PONG = (byte) 0x8a;

	private static final byte[] PING = { (byte) 0x89, 0 };

	private static final int LONGEST_SHORT = 125;

	private static final int LONGEST_MEDIUM = 65_535;

	private static final byte MEDIUM = 126;

	private static final byte LONG = 127;

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
		int length = message.length;
		if (length <= LONGEST_SHORT) {
			return ByteBuffer.allocate(2 + length).put(FINAL_TEXT).put((byte) length).put(message).array();
		}
		if (length <= LONGEST_MEDIUM) {
			return ByteBuffer.allocate(4 + length)
				.put(FINAL_TEXT)
				.put(MEDIUM)
				.putShort((short) length)
				.put(message)
				.array();
		}
		return ByteBuffer.allocate(10 + length).put(FINAL_TEXT).put(LONG).putLong(length).put(message).array();
	}

	/**
	 * A ping.
	 * @return a whole control frame, shared; read only
	 */
	public byte[] ping() {
		return PING;
	}

	/**
	 * The answer to a ping.
	 * @param payload what the ping held, at most 125 bytes
	 * @return a whole control frame
	 */
	public byte[] pong(byte[] payload) {
		return ByteBuffer.allocate(2 + payload.length).put(FINAL_PONG).put((byte) payload.length).put(payload).array();
	}

}
