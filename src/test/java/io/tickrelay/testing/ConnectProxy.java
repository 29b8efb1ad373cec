package io.tickrelay.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy that opens tunnels ({@code CONNECT}) and remembers what it has seen. All
 * tunnels lead to one port of this machine, whatever name is asked for.
 */
public final class ConnectProxy implements AutoCloseable {

	private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final int target;

	private final int status;

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

	private volatile @Nullable String credentials;

	/**
	 * Listens on a free port.
	 * @param target the port that its tunnels lead to
	 * @param status what it answers; 0 for nothing at all
	 */
	public ConnectProxy(int target, int status) throws IOException {
		this.target = target;
		this.status = status;
		Thread.ofPlatform().daemon().name("connect-proxy").start(this::serve);
	}

	/** Lets no client through from here on that does not show these. */
	public void demand(String user, String password) {
		this.credentials = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
	}

	/** Where it listens. */
	public int port() {
		return this.server.getLocalPort();
	}

	/** The heads of the requests. */
	public List<String> requests() {
		return List.copyOf(this.requests);
	}

	/** All that clients have said to it and through it. */
	public synchronized String seen() {
		return this.seen.toString(StandardCharsets.ISO_8859_1);
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
				this.sockets.add(socket);
				Thread.ofPlatform().daemon().name("connect-proxy-client").start(() -> converse(socket));
			}
			catch (IOException _) {
				return;
			}
		}
	}

	private void converse(Socket client) {
		try (client) {
			String head = head(client.getInputStream());
			this.requests.add(head);
			String wanted = this.credentials;
			if (this.status == 0) {
				client.getInputStream().read();
			}
			else if (wanted != null && !head.contains("Proxy-Authorization: Basic " + wanted + "\r\n")) {
				answer(client, "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"");
			}
			else if (this.status != 200) {
				answer(client, this.status + " No");
			}
			else {
				try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), this.target)) {
					this.sockets.add(upstream);
					answer(client, "200 Connection established");
					Thread.ofPlatform().daemon().name("connect-proxy-back").start(() -> pump(upstream, client, false));
					pump(client, upstream, true);
				}
			}
		}
		catch (IOException _) {
			// One of both is gone.
		}
	}

	private static void answer(Socket client, String head) throws IOException {
		client.getOutputStream().write(("HTTP/1.1 " + head + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
	}

	private String head(InputStream in) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			int next = in.read();
			if (next < 0) {
				throw new IOException("The client is gone");
			}
			head.append((char) next);
		}
		remember(head.toString().getBytes(StandardCharsets.ISO_8859_1), head.length());
		return head.toString();
	}

	private void pump(Socket from, Socket to, boolean remembered) {
		byte[] bytes = new byte[8192];
		try (from; to) {
			OutputStream out = to.getOutputStream();
			for (int read = from.getInputStream().read(bytes); read >= 0; read = from.getInputStream().read(bytes)) {
				if (remembered) {
					remember(bytes, read);
				}
				out.write(bytes, 0, read);
			}
		}
		catch (IOException _) {
			// One of both is gone.
		}
	}

	private synchronized void remember(byte[] bytes, int count) {
		this.seen.write(bytes, 0, count);
	}

}
