package io.tickrelay.testing.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A client on a bare socket, which can do what a proper one never would: stop reading,
 * break off, say half a word. A thread of its own reads.
 */
public abstract class SocketClient extends StreamClient {

	// The kernel counts a segment's overhead, too. With less it drops segments of a
	// client that reads again, and their retransmission takes seconds.
	private static final int SMALL_WINDOW = 16_384;

	private static final int TURNS_PER_SECOND = 20;

	private final Socket socket = new Socket();

	private final CompletableFuture<Head> head = new CompletableFuture<>();

	private Pace pace = Pace.FREE;

	private int bytesPerTurn;

	/** How the client reads. */
	private enum Pace {

		FREE, SLOWLY, A_BYTE_A_SECOND, NEVER

	}

	/**
	 * The answer's beginning.
	 *
	 * @param line the status line
	 * @param fields by lower-case names
	 */
	public record Head(String line, Map<String, String> fields) {

		/** The HTTP status. */
		public int status() {
			// Behind "HTTP/1.1 ".
			return Integer.parseInt(this.line.substring(9, 12));
		}

		/** A field's value. */
		public @Nullable String field(String name) {
			return this.fields.get(name.toLowerCase(Locale.ROOT));
		}

	}

	/** Connects, sends the request and begins to read. */
	protected final void open(int port, String request, boolean smallWindow) {
		try {
			if (smallWindow) {
				this.socket.setReceiveBufferSize(SMALL_WINDOW);
				// So that what the relay does not read yet waits in the client, each
				// time.
				this.socket.setSendBufferSize(SMALL_WINDOW);
			}
			this.socket.setTcpNoDelay(true);
			this.socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
					(int) PATIENCE.toMillis());
			send(request.getBytes(StandardCharsets.ISO_8859_1));
			InputStream in = new BufferedInputStream(new Gate(this.socket.getInputStream()),
					smallWindow ? SMALL_WINDOW : 65_536);
			Thread.ofVirtual().name("client").start(() -> run(in));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The head of the answer, as soon as it is there. */
	public final Head head() {
		return this.head.copy().orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
	}

	/** Sends bytes as they are. */
	public final void send(byte[] bytes) {
		try {
			this.socket.getOutputStream().write(bytes);
			this.socket.getOutputStream().flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Reads nothing more, but for what is on its way to the parser already. */
	public final synchronized void stopReading() {
		this.pace = Pace.NEVER;
	}

	/** Reads a byte a second, but for what is on its way to the parser already. */
	public final synchronized void trickle() {
		this.pace = Pace.A_BYTE_A_SECOND;
	}

	/** Reads so many bytes a second, but for what is on its way already. */
	public final synchronized void readSlowly(int bytesPerSecond) {
		this.bytesPerTurn = bytesPerSecond / TURNS_PER_SECOND;
		this.pace = Pace.SLOWLY;
	}

	/** Reads on. */
	public final synchronized void resumeReading() {
		this.pace = Pace.FREE;
		notifyAll();
	}

	/** Says that nothing more will be sent, and listens on. */
	public final void closeHalf() {
		try {
			this.socket.shutdownOutput();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Breaks off with a TCP reset. */
	public final void reset() {
		try {
			this.socket.setSoLinger(true, 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		hangUp();
	}

	/** Closes the socket without a word. */
	public final void hangUp() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		resumeReading();
	}

	@Override
	public void leave() {
		hangUp();
	}

	/** Reads what follows the head, to its end. */
	protected abstract void read(InputStream in, Head answer) throws IOException;

	/** Reads a line without its end. */
	protected static String line(InputStream in) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
		int next;
		while ((next = in.read()) != '\n') {
			if (next < 0) {
				throw new EOFException("The connection ended");
			}
			bytes.write(next);
		}
		String line = bytes.toString(StandardCharsets.UTF_8);
		return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
	}

	private void run(InputStream in) {
		try {
			Head answer = readHead(in);
			this.head.complete(answer);
			read(in, answer);
		}
		catch (IOException | RuntimeException ex) {
			this.head.completeExceptionally(ex);
			ended(0, ex.toString());
		}
	}

	private static Head readHead(InputStream in) throws IOException {
		String status = line(in);
		Map<String, String> fields = new LinkedHashMap<>();
		for (String line = line(in); !line.isEmpty(); line = line(in)) {
			int colon = line.indexOf(':');
			fields.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
		}
		return new Head(status, fields);
	}

	/** Waits for a turn to read; how many bytes of so many may be read then. */
	private synchronized int awaitTurn(int most) throws IOException {
		try {
			awaitWhile(Pace.A_BYTE_A_SECOND, TimeUnit.SECONDS.toNanos(1));
			while (this.pace == Pace.NEVER) {
				wait();
			}
			if (this.pace == Pace.SLOWLY) {
				awaitWhile(Pace.SLOWLY, TimeUnit.SECONDS.toNanos(1) / TURNS_PER_SECOND);
				return Math.min(most, this.bytesPerTurn);
			}
			return (this.pace == Pace.FREE) ? most : 1;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

	private synchronized void awaitWhile(Pace slow, long longestNs) throws InterruptedException {
		long endNs = System.nanoTime() + longestNs;
		while (this.pace == slow && System.nanoTime() - endNs < 0) {
			wait(1 + Math.max(0, TimeUnit.NANOSECONDS.toMillis(endNs - System.nanoTime())));
		}
	}

	/** Lets bytes through while the client reads. */
	private final class Gate extends FilterInputStream {

		Gate(InputStream in) {
			super(in);
		}

		@Override
		public int read() throws IOException {
			awaitTurn(1);
			return super.read();
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			return super.read(bytes, offset, awaitTurn(length));
		}

	}

}
