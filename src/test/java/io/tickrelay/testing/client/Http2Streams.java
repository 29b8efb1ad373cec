package io.tickrelay.testing.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

import io.tickrelay.testing.Certificates;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.SslProvider;

/**
 * One HTTP/2 connection with TLS, and SSE streams over it, each of which may stop reading
 * or be reset by itself. Their windows are small, so that they are soon full.
 */
public final class Http2Streams implements AutoCloseable {

	/** The connection's own window, which all streams share, has four times as much. */
	private static final int WINDOW = 16_384;

	private final ConnectionProvider connections = ConnectionProvider.builder("http2").maxConnections(1).build();

	private final HttpClient http;

	/**
	 * Prepares a connection.
	 * @param port the relay's
	 * @param authority the one that is trusted
	 */
	public Http2Streams(int port, Certificates authority) {
		SslProvider.GenericSslContextSpec<?> trust = Http2SslContextSpec.forClient()
			.configure((tls) -> tls.trustManager(authority.certificate()));
		this.http = HttpClient.create(this.connections)
			.protocol(HttpProtocol.H2)
			.secure((tls) -> tls.sslContext(trust))
			.http2Settings((settings) -> settings.initialWindowSize(WINDOW))
			.headers((headers) -> headers.set("Accept", "text/event-stream"))
			.baseUrl("https://localhost:" + port);
	}

	/** Opens one more stream. */
	public Client open(String query) {
		return new Client(this.http.get().uri("/v1/stream?" + query).responseContent().asByteArray().toStream(1));
	}

	@Override
	public void close() {
		this.connections.disposeLater().block(StreamClient.PATIENCE);
	}

	/** A stream. A thread of its own reads. */
	public static final class Client extends StreamClient {

		private final BlockingQueue<Integer> retries = new LinkedBlockingQueue<>();

		private final Stream<byte[]> body;

		private boolean reading = true;

		private Client(Stream<byte[]> body) {
			this.body = body;
			Thread.ofVirtual().name("client").start(this::run);
		}

		/** The delays that the relay asked for, milliseconds. */
		public BlockingQueue<Integer> retries() {
			return this.retries;
		}

		/** Reads nothing more, but for what is on its way to the parser already. */
		public synchronized void stopReading() {
			this.reading = false;
		}

		/** Reads on. */
		public synchronized void resumeReading() {
			this.reading = true;
			notifyAll();
		}

		/** Resets the stream. */
		@Override
		public void leave() {
			this.body.close();
			resumeReading();
		}

		private void run() {
			try {
				new SseReader(new SequenceInputStream(new Parts(this.body.iterator())), this::received, (_) -> {
				}, this.retries::add).readAll();
			}
			catch (IOException | RuntimeException ex) {
				ended(0, ex.toString());
			}
		}

		private synchronized void awaitTurn() {
			try {
				while (!this.reading) {
					wait();
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}

		/** The parts of the body, asked for one by one. */
		@SuppressWarnings("JdkObsolete") // It is what SequenceInputStream takes.
		private final class Parts implements Enumeration<ByteArrayInputStream> {

			private final Iterator<byte[]> parts;

			Parts(Iterator<byte[]> parts) {
				this.parts = parts;
			}

			@Override
			public boolean hasMoreElements() {
				awaitTurn();
				return this.parts.hasNext();
			}

			@Override
			public ByteArrayInputStream nextElement() {
				return new ByteArrayInputStream(this.parts.next());
			}

		}

	}

}
