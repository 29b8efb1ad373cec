package io.tickrelay.load.client;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A server's WebSocket frames, which are never masked, and from this relay never
 * fragmented. Source: RFC 6455, section 5.2.
 */
public final class WebSocketFraming implements Framing {

	private static final int TEXT = 0x81;

	private static final int CLOSE = 0x88;

	private static final int PING = 0x89;

	private static final int PONG = 0x8a;

	private static final int MEDIUM = 126;

	private static final int LONG = 127;

	private static final byte[] MASK = { 0x21, 0x43, 0x65, 0x07 };

	@Override
	public int take(byte[] bytes, int length, Messages messages) {
		int taken = 0;
		while (length - taken >= 2) {
			int header = headerLength(bytes[taken + 1]);
			if (length - taken < header) {
				break;
			}
			int payload = payloadLength(bytes, taken);
			if (payload < 0 || length - taken - header < payload) {
				break;
			}
			int from = taken + header;
			hand(bytes[taken] & 0xff, bytes, from, from + payload, messages);
			taken = from + payload;
		}
		return taken;
	}

	/**
	 * Answers a ping with a masked frame, as a client must.
	 * @param payload what the ping held, at most 125 bytes
	 * @return a whole frame
	 */
	public static byte[] pong(byte[] payload) {
		ByteBuffer frame = ByteBuffer.allocate(6 + payload.length)
			.put((byte) PONG)
			.put((byte) (0x80 | payload.length))
			.put(MASK);
		for (int i = 0; i < payload.length; i++) {
			frame.put((byte) (payload[i] ^ MASK[i & 3]));
		}
		return frame.array();
	}

	private static void hand(int first, byte[] bytes, int from, int to, Messages messages) {
		switch (first) {
			case TEXT -> messages.onMessage(bytes, from, to);
			case PING -> messages.onPing(Arrays.copyOfRange(bytes, from, to));
			case CLOSE -> messages.onClose((to - from >= 2) ? unsignedShort(bytes, from) : 1005);
			case PONG -> {
				// An unsolicited pong is allowed.
			}
			default -> messages.onStrangeBytes();
		}
	}

	private static int headerLength(byte second) {
		return switch (second) {
			case MEDIUM -> 4;
			case LONG -> 10;
			default -> 2;
		};
	}

	private static int payloadLength(byte[] bytes, int from) {
		return switch (bytes[from + 1]) {
			case MEDIUM -> unsignedShort(bytes, from + 2);
			// No message of the relay is longer than an int tells.
			case LONG -> ByteBuffer.wrap(bytes).getInt(from + 6);
			default -> bytes[from + 1];
		};
	}

	private static int unsignedShort(byte[] bytes, int from) {
		return (bytes[from] & 0xff) << 8 | (bytes[from + 1] & 0xff);
	}

}
