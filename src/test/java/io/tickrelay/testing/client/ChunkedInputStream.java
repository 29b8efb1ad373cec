package io.tickrelay.testing.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * A body that comes in chunks. Hands on what has come and waits for no more than that.
 * Source: RFC 9112, section 7.1.
 */
final class ChunkedInputStream extends InputStream {

	private final InputStream in;

	private int left;

	private boolean first = true;

	ChunkedInputStream(InputStream in) {
		this.in = in;
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
	}

	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		if (this.left == 0 && !openChunk()) {
			return -1;
		}
		int read = this.in.read(bytes, offset, Math.min(length, this.left));
		if (read < 0) {
			throw new EOFException("The connection ended within a chunk");
		}
		this.left -= read;
		return read;
	}

	private boolean openChunk() throws IOException {
		if (!this.first) {
			SocketClient.line(this.in);
		}
		this.first = false;
		this.left = Integer.parseInt(SocketClient.line(this.in), 16);
		if (this.left == 0) {
			SocketClient.line(this.in);
		}
		return this.left > 0;
	}

}
