package io.tickrelay.downstream.wire;

import java.nio.ByteBuffer;

/**
 * Whole WebSocket frames, header included: a server does not mask, so the same bytes go
 * to every client. Source: RFC 6455, section 5.2.
 */
public final class WebSocketFrames {

	private static final byte[] PING = { (byte) 0x89, 0 };

	private static final byte FINAL_TEXT = (byte) 0x81;

	private static final byte FINAL_PONG = (byte) 0x8a;

	private static final int LONGEST_SHORT = 125;

	private static final int LONGEST_MEDIUM = 65_535;

	private static final byte MEDIUM = 126;

	private static final byte LONG = 127;

	private WebSocketFrames() {
	}

	/**
	 * A ping without content.
	 * @return a whole frame, shared and read only
	 */
	public static byte[] ping() {
		return PING;
	}

	/**
	 * Frames a text.
	 * @param message the text in UTF-8
	 * @return a whole text frame
	 */
	public static byte[] text(byte[] message) {
		byte[] frame = textOf(message.length);
		System.arraycopy(message, 0, frame, frame.length - message.length, message.length);
		return frame;
	}

	/**
	 * A text frame whose text is still to be filled in.
	 * @param length of the text, bytes
	 * @return a header and room for the text behind it
	 */
	static byte[] textOf(int length) {
		if (length <= LONGEST_SHORT) {
			return ByteBuffer.allocate(2 + length).put(FINAL_TEXT).put((byte) length).array();
		}
		if (length <= LONGEST_MEDIUM) {
			return ByteBuffer.allocate(4 + length).put(FINAL_TEXT).put(MEDIUM).putShort((short) length).array();
		}
		return ByteBuffer.allocate(10 + length).put(FINAL_TEXT).put(LONG).putLong(length).array();
	}

	/**
	 * Answers a ping.
	 * @param payload what the ping held, at most 125 bytes
	 * @return a whole control frame
	 */
	public static byte[] pong(byte[] payload) {
		return ByteBuffer.allocate(2 + payload.length).put(FINAL_PONG).put((byte) payload.length).put(payload).array();
	}

}
