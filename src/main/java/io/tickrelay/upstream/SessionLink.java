package io.tickrelay.upstream;

import java.net.URI;

import io.netty.channel.EventLoop;
import io.tickrelay.tick.Business;
import io.tickrelay.upstream.key.ApiKey;
import io.tickrelay.upstream.key.KeySource;
import io.tickrelay.upstream.wire.ClientFrame;
import io.tickrelay.upstream.wire.ClientFrameEncoder;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;

/**
 * A session's way to the upstream: its address, its key and the one socket that it has at
 * a time. What is said where there is no socket is lost, as its end is being reported.
 * Lives on the session's loop.
 */
final class SessionLink {

	private final Business business;

	private final EventLoop loop;

	private final HttpClient client;

	private final URI url;

	private final KeySource keys;

	private final ClientFrameEncoder encoder;

	// The loop's own: so that it changes together with the machine's hearing of it.
	private ApiKey key;

	private @Nullable UpstreamSocket socket;

	/**
	 * Creates a link without a socket.
	 * @param business whose session it is
	 * @param loop the session's own loop
	 * @param client connects on that loop
	 * @param url the address, business included and key not
	 * @param keys where the plan's key is found
	 * @param encoder writes frames
	 */
	SessionLink(Business business, EventLoop loop, HttpClient client, URI url, KeySource keys,
			ClientFrameEncoder encoder) {
		this.business = business;
		this.loop = loop;
		this.client = client;
		this.url = url;
		this.keys = keys;
		this.encoder = encoder;
		this.key = keys.current();
	}

	Business business() {
		return this.business;
	}

	EventLoop loop() {
		return this.loop;
	}

	/**
	 * Has a look at the key; the next socket takes what it finds.
	 * @return whether it is another one than at the last look
	 */
	boolean renewKey() {
		ApiKey newest = this.keys.current();
		boolean another = !newest.isSameAs(this.key);
		this.key = newest;
		return another;
	}

	/** The key that the next socket takes. */
	ApiKey key() {
		return this.key;
	}

	void open(int number, UpstreamSocket.Owner owner) {
		this.socket = new UpstreamSocket(number, this.loop, owner);
		this.socket.open(this.client, this.url, this.key);
	}

	void send(ClientFrame frame) {
		if (this.socket != null) {
			this.socket.send(this.encoder.encode(frame));
		}
	}

	void ping() {
		if (this.socket != null) {
			this.socket.ping();
		}
	}

	/** Tells whether the socket's owner has still to hear of its end. */
	boolean close() {
		return this.socket != null && this.socket.close();
	}

	/** Closes the socket by force, and tells when it is closed. */
	void abort(Runnable closed) {
		if (this.socket == null) {
			closed.run();
		}
		else {
			this.socket.abort(closed);
		}
	}

}
