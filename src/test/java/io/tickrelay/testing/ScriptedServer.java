package io.tickrelay.testing;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ServerSocketFactory;

/**
 * A server whose every byte is the test's: takes each connection's upgrade request, has
 * the script write, and reads on until the client goes.
 */
public final class ScriptedServer implements AutoCloseable {

	/** The vendor's first frame. */
	public static final String WELCOME = "{\"code\":200,\"msg\":\"ws connect success\"}";

	private final ServerSocket server;

	private final Script script;

	private final Listener listener;

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final AtomicInteger accepted = new AtomicInteger();

	/** Listens on a free port. */
	public ScriptedServer(Script script) throws IOException {
		this(ServerSocketFactory.getDefault(), 0, script);
	}

	/** Listens with sockets of a certain kind. */
	public ScriptedServer(ServerSocketFactory kind, int port, Script script) throws IOException {
		this(kind, port, script, (connection, opcode, payload, out) -> {
			// What the client says is the simulator's matter.
		});
	}

	/** Greets as the vendor does, and answers each frame as the test says. */
	public ScriptedServer(Listener listener) throws IOException {
		this(ServerSocketFactory.getDefault(), 0,
				(connection, switching, out) -> out.write(join(switching, text(WELCOME))), listener);
	}

	private ScriptedServer(ServerSocketFactory kind, int port, Script script, Listener listener) throws IOException {
		this.script = script;
		this.listener = listener;
		this.server = kind.createServerSocket(port, 50, InetAddress.getLoopbackAddress());
		Thread.ofPlatform().daemon().name("scripted-server").start(this::serve);
	}

	/** Where it is, without TLS. */
	public URI uri() {
		return URI.create("ws://127.0.0.1:" + port() + "/ws");
	}

	/** Where it listens. */
	public int port() {
		return this.server.getLocalPort();
	}

	/** How many connections have asked for something. */
	public int connections() {
		return this.sockets.size();
	}

	/** How many connections there were, whether or not they came to ask. */
	public int accepted() {
		return this.accepted.get();
	}

	/** The first line of every request, in the order of their arrival. */
	public List<String> requests() {
		return List.copyOf(this.requests);
	}

	/** Whether the client has closed a connection, counted from 1. */
	public boolean hasEnded(int connection) {
		return this.sockets.get(connection - 1).isClosed();
	}

	/** A text frame. */
	public static byte[] text(String text) {
		return frame(0x81, text.getBytes(StandardCharsets.UTF_8));
	}

	/** A frame as servers send them, unmasked. */
	public static byte[] frame(int firstByte, byte[] payload) {
		ByteArrayOutputStream frame = new ByteArrayOutputStream();
		frame.write(firstByte);
		if (payload.length < 126) {
			frame.write(payload.length);
		}
		else if (payload.length < 65_536) {
			frame.write(126);
			frame.write(payload.length >> 8);
			frame.write(payload.length);
		}
		else {
			frame.write(127);
			for (int shift = 56; shift >= 0; shift -= 8) {
				frame.write((int) ((long) payload.length >> shift));
			}
		}
		frame.writeBytes(payload);
		return frame.toByteArray();
	}

	/** One after the other. */
	public static byte[] join(byte[]... parts) {
		ByteArrayOutputStream joined = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			joined.writeBytes(part);
		}
		return joined.toByteArray();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	private void serve() {
		while (!this.server.isClosed()) {
			try {
				Socket socket = this.server.accept();
				this.accepted.incrementAndGet();
				socket.setTcpNoDelay(true);
				Thread.ofPlatform().daemon().name("scripted-socket").start(() -> converse(socket));
			}
			catch (IOException _) {
				return;
			}
		}
	}

	private void converse(Socket socket) {
		try (socket) {
			byte[] switching = switchingProtocols(socket);
			this.sockets.add(socket);
			int connection = this.sockets.size();
			this.script.write(connection, switching, socket.getOutputStream());
			listen(connection, socket);
		}
		catch (IOException _) {
			// The client is gone.
		}
	}

	private void listen(int connection, Socket socket) throws IOException {
		DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
		while (true) {
			int opcode = in.readUnsignedByte() & 0x0f;
			int length = in.readUnsignedByte() & 0x7f;
			byte[] payload = new byte[(length < 126) ? length : in.readUnsignedShort()];
			byte[] mask = new byte[4];
			in.readFully(mask);
			in.readFully(payload);
			for (int i = 0; i < payload.length; i++) {
				payload[i] ^= mask[i % 4];
			}
			this.listener.heard(connection, opcode, payload, socket.getOutputStream());
		}
	}

	private byte[] switchingProtocols(Socket socket) throws IOException {
		BufferedReader reader = new BufferedReader(
				new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
		String key = "";
		String request = reader.readLine();
		if (request == null) {
			throw new EOFException();
		}
		this.requests.add(request);
		for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
			if (line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:")) {
				key = line.substring(line.indexOf(':') + 1).strip();
			}
		}
		return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
				+ "Sec-WebSocket-Accept: " + accept(key) + "\r\n\r\n")
			.getBytes(StandardCharsets.ISO_8859_1);
	}

	private static String accept(String key) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1")
				.digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.ISO_8859_1));
			return Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Writes what a connection shall hear; the handshake's answer is the script's, too.
	 */
	public interface Script {

		/** Writes to one connection. */
		void write(int connection, byte[] switchingProtocols, OutputStream out) throws IOException;

	}

	/**
	 * Hears what the client says once the script has written.
	 */
	public interface Listener {

		/** One frame of a client, unmasked. */
		void heard(int connection, int opcode, byte[] payload, OutputStream out) throws IOException;

	}

}
