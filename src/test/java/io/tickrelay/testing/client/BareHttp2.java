package io.tickrelay.testing.client;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * An HTTP/2 connection without TLS, by prior knowledge, that shows the frames. Ready-made
 * clients keep to the limits that the server tells. They may report the reset of a stream
 * in place of the answer before it. Source: RFC 9113.
 */
public final class BareHttp2 implements AutoCloseable {

	/** The largest payload that a server has to take, bytes. */
	private static final int FRAME = 16_384;

	private static final int END_STREAM = 0x1;

	private static final int END_HEADERS = 0x4;

	private static final int ACK = 0x1;

	private final Socket socket;

	private final DataInputStream in;

	private final DataOutputStream out;

	private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();

	private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();

	private int lastStream = -1;

	/**
	 * Connects.
	 * @param port the relay's
	 * @throws IOException if there is no relay
	 */
	public BareHttp2(int port) throws IOException {
		this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
		this.socket.setSoTimeout(Math.toIntExact(StreamClient.PATIENCE.toMillis()));
		this.in = new DataInputStream(this.socket.getInputStream());
		this.out = new DataOutputStream(this.socket.getOutputStream());
		this.out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		send(FrameType.SETTINGS, 0, 0, new byte[0]);
	}

	/**
	 * Asks for a page on a new stream.
	 * @param path the page
	 * @param header the value of {@code x-any}
	 * @return the stream's id
	 */
	public int get(String path, String header) throws IOException, Http2Exception {
		this.lastStream += 2;
		Http2Headers headers = new DefaultHttp2Headers().method("GET")
			.scheme("http")
			.authority("localhost")
			.path(path)
			.add("x-any", header);
		ByteBuf block = Unpooled.buffer();
		this.encoder.encodeHeaders(this.lastStream, headers, block);
		FrameType type = FrameType.HEADERS;
		int flags = END_STREAM;
		do {
			byte[] part = ByteBufUtil.getBytes(block.readSlice(Math.min(FRAME, block.readableBytes())));
			send(type, block.isReadable() ? flags : flags | END_HEADERS, this.lastStream, part);
			type = FrameType.CONTINUATION;
			flags = 0;
		}
		while (block.isReadable());
		return this.lastStream;
	}

	/**
	 * Sends a frame, which may be one that the protocol does not allow.
	 * @param type its type
	 * @param flags its flags
	 * @param stream its stream's id
	 * @param payload what it carries
	 */
	public void send(FrameType type, int flags, int stream, byte[] payload) throws IOException {
		this.out.writeInt(payload.length << 8 | type.code());
		this.out.writeByte(flags);
		this.out.writeInt(stream);
		this.out.write(payload);
		this.out.flush();
	}

	/**
	 * The next frame of a stream, or the end of the connection; the others are answered
	 * where they have to be, and left out.
	 * @param stream the stream's id
	 * @throws EOFException if the connection ended without a word
	 */
	public Frame next(int stream) throws IOException {
		while (true) {
			int head = this.in.readInt();
			int code = head & 0xff;
			FrameType type = (code < FrameType.values().length) ? FrameType.values()[code] : FrameType.UNKNOWN;
			int flags = this.in.readUnsignedByte();
			int id = this.in.readInt();
			byte[] payload = this.in.readNBytes(head >>> 8);
			if (type == FrameType.SETTINGS && (flags & ACK) == 0) {
				send(FrameType.SETTINGS, ACK, 0, new byte[0]);
			}
			else if (id == stream || type == FrameType.GOAWAY) {
				return new Frame(type,
						(type == FrameType.DATA || type == FrameType.HEADERS) && (flags & END_STREAM) != 0,
						Unpooled.wrappedBuffer(payload));
			}
		}
	}

	/**
	 * What a frame of the type {@link FrameType#HEADERS} holds; each has to be read once.
	 */
	public Http2Headers headers(int stream, Frame frame) throws Http2Exception {
		return this.decoder.decodeHeaders(stream, frame.payload());
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/** The types of frames, as RFC 9113, section 6 numbers them from 0. */
	public enum FrameType {

		DATA(0), HEADERS(1), PRIORITY(2), RST_STREAM(3), SETTINGS(4), PUSH_PROMISE(5), PING(6), GOAWAY(7),
		WINDOW_UPDATE(8), CONTINUATION(9), UNKNOWN(255);

		private final int code;

		FrameType(int code) {
			this.code = code;
		}

		int code() {
			return this.code;
		}

	}

	/**
	 * A frame.
	 *
	 * @param type its type
	 * @param last whether its stream has no more
	 * @param payload what it carries; headers are compressed
	 */
	public record Frame(FrameType type, boolean last, ByteBuf payload) {

		/** The error that a {@code RST_STREAM} or {@code GOAWAY} tells. */
		public int error() {
			return this.payload.getInt((this.type == FrameType.GOAWAY) ? Integer.BYTES : 0);
		}

	}

}
