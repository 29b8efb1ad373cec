package io.tickrelay.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Stands between a client and a server and ends connections after so many bytes of the
 * server's, whatever they are. The handshake's answer counts, too.
 */
public final class ByteProxy implements AutoCloseable {

	/** With so little, the kernel drops segments when one side reads again. */
	private static final int LITTLE = 8192;

	private final ServerSocket listening;

	private final int target;

	private final SocketFactory kind;

	private final InetAddress from;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final AtomicInteger accepted = new AtomicInteger();

	private final AtomicInteger broken = new AtomicInteger();

	private final CountDownLatch over = new CountDownLatch(1);

	// Written by the test, read by the pumps.
	private volatile long cutAfter = Long.MAX_VALUE;

	private volatile boolean silent;

	private volatile int room = LITTLE;

	private final Set<Socket> frozen = ConcurrentHashMap.newKeySet();

	/** Listens on a free port. */
	public ByteProxy(int target) throws IOException {
		this(target, SocketFactory.getDefault(), InetAddress.getLoopbackAddress());
	}

	private ByteProxy(int target, SocketFactory kind, InetAddress from) throws IOException {
		this.target = target;
		this.kind = kind;
		this.from = from;
		this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		Thread.ofPlatform().daemon().name("byte-proxy").start(this::serve);
	}

	/**
	 * Speaks TLS to the server, so that clients need not know of it. Holds little of what
	 * they do not take.
	 */
	public static ByteProxy toTls(int target, SSLContext trust) throws IOException {
		return toTls(target, trust, InetAddress.getLoopbackAddress());
	}

	/** As above, from another of this machine's addresses. */
	public static ByteProxy toTls(int target, SSLContext trust, InetAddress from) throws IOException {
		return new ByteProxy(target, trust.getSocketFactory(), from);
	}

	/** Where clients find it. */
	public int port() {
		return this.listening.getLocalPort();
	}

	/** Where the relay finds it. */
	public URI webSocketUri() {
		return URI.create("ws://127.0.0.1:" + this.listening.getLocalPort() + "/ws");
	}

	/** Breaks each connection to come after so many bytes. */
	public void cutAfter(long bytes) {
		this.cutAfter = bytes;
	}

	/** Has the kernel hold so much of those to come that are served over TLS. */
	public void hold(int bytes) {
		this.room = bytes;
	}

	/** Breaks none of those to come. */
	public void cutNone() {
		cutAfter(Long.MAX_VALUE);
	}

	/**
	 * Takes nothing more from either side and tells neither, as when a cable is pulled.
	 * What it has taken already is lost.
	 */
	public void fallSilent() {
		this.silent = true;
	}

	/** The same for the connections that there are; those to come are served. */
	public void freeze() {
		this.frozen.addAll(this.sockets);
	}

	/** Breaks all connections to the server with a TCP reset. */
	public void resetAll() {
		for (Socket socket : this.sockets) {
			if (socket.getPort() == this.target) {
				try {
					socket.setSoLinger(true, 0);
				}
				catch (IOException _) {
					// It was closed.
				}
				close(socket);
			}
		}
	}

	/** How many connections came. */
	public int accepted() {
		return this.accepted.get();
	}

	/** How many connections it broke. */
	public int broken() {
		return this.broken.get();
	}

	@Override
	public void close() throws IOException {
		this.listening.close();
		this.over.countDown();
		this.sockets.forEach(this::close);
	}

	private void serve() {
		while (!this.listening.isClosed()) {
			try {
				Socket client = this.listening.accept();
				this.accepted.incrementAndGet();
				Socket server = this.kind.createSocket();
				if (server instanceof SSLSocket) {
					client.setSendBufferSize(this.room);
					server.setReceiveBufferSize(this.room);
				}
				server.bind(new InetSocketAddress(this.from, 0));
				server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.target), 5_000);
				client.setTcpNoDelay(true);
				server.setTcpNoDelay(true);
				this.sockets.add(client);
				this.sockets.add(server);
				long most = this.cutAfter;
				Thread.ofVirtual().start(() -> pump(client, server, Long.MAX_VALUE));
				Thread.ofVirtual().start(() -> pump(server, client, most));
			}
			catch (IOException _) {
				// The test is over, or the server.
			}
		}
	}

	private void pump(Socket from, Socket to, long most) {
		byte[] bytes = new byte[8192];
		long left = most;
		try {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			while (left > 0) {
				int read = in.read(bytes, 0, (int) Math.min(left, bytes.length));
				if (this.silent || this.frozen.contains(from)) {
					this.over.await();
				}
				if (read < 0) {
					break;
				}
				out.write(bytes, 0, read);
				left -= read;
			}
			if (left == 0) {
				this.broken.incrementAndGet();
			}
		}
		catch (IOException _) {
			// One side is gone, so the other goes, too.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		// Not with a reset: that could overtake the last bytes before the cut.
		close(to);
		close(from);
	}

	private void close(Socket socket) {
		this.sockets.remove(socket);
		try {
			socket.close();
		}
		catch (IOException _) {
			// It was closed.
		}
	}

}
