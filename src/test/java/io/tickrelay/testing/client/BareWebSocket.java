package io.tickrelay.testing.client;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A WebSocket client that frames by itself, so that it can frame as others would not.
 * Source: RFC 6455, section 5.2.
 */
public class BareWebSocket extends SocketClient {

	/** Opcode of a frame that goes on. */
	public static final int CONTINUATION = 0;

	/** Opcode of text. */
	public static final int TEXT = 1;

	/** Opcode of binary data. */
	public static final int BINARY = 2;

	/** Opcode of a close. */
	public static final int CLOSE = 8;

	/** Opcode of a ping. */
	public static final int PING = 9;

	/** Opcode of a pong. */
	public static final int PONG = 10;

	private static final int FINAL = 0x80;

	private final BlockingQueue<byte[]> pings = new LinkedBlockingQueue<>();

	private final BlockingQueue<String> pongs = new LinkedBlockingQueue<>();

	private final boolean answersPings;

	/** Creates a client that is not connected yet. */
	protected BareWebSocket(boolean answersPings) {
		this.answersPings = answersPings;
	}

	/** Connects. */
	public static BareWebSocket connect(int port, String query) {
		return connect(port, query, true, false);
	}

	/** Connects and will answer no ping. */
	public static BareWebSocket connectWithoutPongs(int port, String query) {
		return connect(port, query, false, false);
	}

	/** Connects with a window so small that it is soon full. */
	public static BareWebSocket connectWithSmallWindow(int port, String query) {
		return connect(port, query, true, true);
	}

	private static BareWebSocket connect(int port, String query, boolean answersPings, boolean smallWindow) {
		BareWebSocket client = new BareWebSocket(answersPings);
		client.shakeHands(port, "/v1/ws?" + query, smallWindow);
		return client;
	}

	/** Sends a handshake of one's own, such as one that is none. */
	public static BareWebSocket ask(int port, String request) {
		BareWebSocket client = new BareWebSocket(true);
		client.open(port, request, false);
		client.head();
		return client;
	}

	/** Connects with a handshake that comes a byte at a time. */
	public static BareWebSocket connectByteByByte(int port, String query) {
		BareWebSocket client = new BareWebSocket(true);
		client.open(port, "", false);
		client.sendByteByByte(handshake("/v1/ws?" + query).getBytes(StandardCharsets.ISO_8859_1));
		client.head();
		return client;
	}

	/**
	 * Connects and says something before the handshake is answered, which RFC 6455
	 * forbids.
	 */
	public static BareWebSocket connectAndSpeakAtOnce(int port, String text) {
		BareWebSocket client = new BareWebSocket(true);
		client.open(port, handshake("/v1/ws?")
				+ new String(bytesOf(true, TEXT, text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.ISO_8859_1),
				false);
		return client;
	}

	/** The server's pings. */
	public BlockingQueue<byte[]> pings() {
		return this.pings;
	}

	/** What the server's pongs hold. */
	public BlockingQueue<String> pongs() {
		return this.pongs;
	}

	/** Sends a whole text frame. */
	public void text(String text) {
		frame(true, TEXT, text.getBytes(StandardCharsets.UTF_8));
	}

	/** Sends a frame. */
	public void frame(boolean last, int opcode, byte[] payload) {
		send(bytesOf(last, opcode, payload));
	}

	/** Sends bytes one by one. */
	public void sendByteByByte(byte[] bytes) {
		for (byte single : bytes) {
			send(new byte[] { single });
		}
	}

	/** A proper handshake, without the empty line at its end. */
	public static String request(String query) {
		String handshake = handshake("/v1/ws?" + query);
		return handshake.substring(0, handshake.length() - 2);
	}

	/** Connects and waits for the handshake's answer. */
	protected final void shakeHands(int port, String target, boolean smallWindow) {
		open(port, handshake(target), smallWindow);
		head();
	}

	/** Takes a text in. */
	protected void onText(String text) {
		received(new Message(Message.JSON.readTree(text), null, null));
	}

	private static String handshake(String target) {
		return "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
				+ "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
	}

	/** A frame as a proper client would send it. */
	public static byte[] bytesOf(boolean last, int opcode, byte[] payload) {
		ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
		frame.put((byte) ((last ? FINAL : 0) | opcode));
		if (payload.length < 126) {
			frame.put((byte) (0x80 | payload.length));
		}
		else if (payload.length < 65_536) {
			frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
		}
		else {
			frame.put((byte) (0x80 | 127)).putLong(payload.length);
		}
		// A mask of zeros is a mask.
		frame.putInt(0).put(payload);
		byte[] bytes = new byte[frame.flip().remaining()];
		frame.get(bytes);
		return bytes;
	}

	@Override
	protected void read(InputStream in, Head answer) throws IOException {
		if (answer.status() != 101) {
			throw new IOException("Refused: " + answer.line());
		}
		DataInputStream data = new DataInputStream(in);
		while (true) {
			int first = data.readUnsignedByte();
			int second = data.readUnsignedByte();
			int length = switch (second) {
				case 126 -> data.readUnsignedShort();
				case 127 -> Math.toIntExact(data.readLong());
				default -> second;
			};
			if ((first & 0x70) != 0 || second > 127) {
				throw new IOException("Not a server's frame: " + first + " " + second);
			}
			byte[] payload = data.readNBytes(length);
			if (payload.length < length) {
				throw new EOFException("The connection ended within a frame");
			}
			onFrame(first, payload);
		}
	}

	private void pong(byte[] payload) {
		try {
			frame(true, PONG, payload);
		}
		catch (UncheckedIOException _) {
			// The connection has ended, which the reader finds out, too.
		}
	}

	private void onFrame(int first, byte[] payload) throws IOException {
		switch (first) {
			case FINAL | TEXT -> onText(new String(payload, StandardCharsets.UTF_8));
			case FINAL | PING -> {
				this.pings.add(payload);
				if (this.answersPings) {
					// A write may wait for the relay to read on, and the relay for us.
					Thread.ofVirtual().name("pong").start(() -> pong(payload));
				}
			}
			case FINAL | PONG -> this.pongs.add(new String(payload, StandardCharsets.UTF_8));
			case FINAL | CLOSE -> {
				ByteBuffer close = ByteBuffer.wrap(payload);
				ended((payload.length < 2) ? 1005 : close.getShort(), StandardCharsets.UTF_8.decode(close).toString());
			}
			default -> throw new IOException("Not a frame of this relay: " + first);
		}
	}

}
