package io.tickrelay.upstream;

import java.net.URI;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.tickrelay.upstream.key.ApiKey;
import io.tickrelay.upstream.key.KeyInjector;
import io.tickrelay.upstream.machine.CloseCodes;
import io.tickrelay.upstream.machine.Failure;
import io.tickrelay.upstream.network.ConnectFailures;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.websocket.WebsocketInbound;

/**
 * One WebSocket connection to the upstream, from the attempt to its end. Whatever becomes
 * of it, its owner hears exactly once that it is closed, and only when its channel is.
 * Lives on the session's loop.
 */
public final class UpstreamSocket {

	/** What the upstream may send in one frame, or in the parts of one. */
	static final int LARGEST_FRAME = 1024 * 1024;

	private static final int NORMAL_CLOSURE = 1000;

	private static final long CLOSE_GRACE_MS = 1000;

	private static final WebsocketClientSpec SPEC = WebsocketClientSpec.builder()
		.maxFramePayloadLength(LARGEST_FRAME)
		.handlePing(true)
		.build();

	private final int number;

	private final EventLoop loop;

	private final Owner owner;

	private final Disposable.Swap attempt = Disposables.swap();

	private @Nullable Channel channel;

	private boolean opened;

	private boolean closing;

	private boolean ended;

	private Runnable whenEnded = () -> {
	};

	private int refusedWith;

	private Failure failure = Failure.CONNECT_FAILED;

	/**
	 * Creates a socket that is not connected yet.
	 * @param number tells its events from those of other sockets
	 * @param loop the session's; all callbacks come on it
	 * @param owner is told what happens
	 */
	public UpstreamSocket(int number, EventLoop loop, Owner owner) {
		this.number = number;
		this.loop = loop;
		this.owner = owner;
	}

	/** Starts the attempt. The client's connections must run on this socket's loop. */
	public void open(HttpClient client, URI url, ApiKey key) {
		this.attempt.update(client.doOnChannelInit((observer, created, address) -> {
			created.pipeline()
				.addBefore(NettyPipeline.HttpCodec, "tickrelay.life", new SignsOfLife(this::onBytes))
				.addAfter(NettyPipeline.HttpCodec, "tickrelay.key", new KeyInjector(key));
			this.channel = created;
			created.closeFuture().addListener((closed) -> this.loop.execute(() -> onChannelClosed(created)));
			if (this.ended) {
				// The attempt was given up while the address was being looked up.
				created.close();
			}
		}).websocket(SPEC).uri(url).handle((inbound, outbound) -> onHandshake(inbound)).subscribe((nothing) -> {
		}, this::onError, this::onComplete));
	}

	/** Sends a text frame; after the end it is dropped, as the end is being reported. */
	void send(String text) {
		write(new TextWebSocketFrame(text));
	}

	/** Sends an RFC 6455 ping. */
	void ping() {
		write(new PingWebSocketFrame());
	}

	/**
	 * Says goodbye, and closes by force where the upstream does not.
	 * @return whether the owner has still to hear of the end
	 */
	boolean close() {
		this.closing = true;
		if (this.opened) {
			write(new CloseWebSocketFrame(NORMAL_CLOSURE, ""));
			this.loop.schedule(this::closeByForce, CLOSE_GRACE_MS, TimeUnit.MILLISECONDS);
		}
		else {
			closeByForce();
		}
		return !this.ended;
	}

	/**
	 * Closes by force.
	 * @param closed runs once the channel is closed
	 */
	void abort(Runnable closed) {
		if (this.ended) {
			closed.run();
			return;
		}
		this.closing = true;
		this.whenEnded = closed;
		closeByForce();
	}

	private Publisher<Void> onHandshake(WebsocketInbound inbound) {
		this.opened = true;
		this.failure = Failure.CONNECTION_LOST;
		// At once: the welcome may stand in the same segment as the handshake's answer.
		this.owner.onOpened(this.number);
		inbound.withConnection(
				(connection) -> connection.addHandlerLast("tickrelay.close", new CloseWatch(this::onCloseFrame)));
		return inbound.aggregateFrames(LARGEST_FRAME).receiveFrames().doOnNext(this::onFrame).then();
	}

	private void onBytes() {
		if (this.opened && !this.ended) {
			this.owner.onAlive(this.number);
		}
	}

	private void onFrame(WebSocketFrame frame) {
		if (this.ended) {
			return;
		}
		if (frame instanceof PingWebSocketFrame ping) {
			answer(ping);
		}
		else {
			this.owner.onFrame(this.number, frame);
		}
	}

	/** Pongs that the upstream does not read must not pile up. */
	private void answer(PingWebSocketFrame ping) {
		Channel current = this.channel;
		if (current != null && current.isWritable()) {
			write(new PongWebSocketFrame(ping.content().retain()));
		}
	}

	private void onCloseFrame(int code) {
		if (!this.closing) {
			this.failure = CloseCodes.failure(code);
		}
	}

	private void onError(Throwable error) {
		switch (error) {
			case WebSocketClientHandshakeException handshake when handshake.response() != null ->
				this.refusedWith = handshake.response().status().code();
			case CorruptedWebSocketFrameException _, TooLongFrameException _ -> this.failure = Failure.PROTOCOL_ERROR;
			case Throwable broken when !this.opened -> this.failure = ConnectFailures.of(broken);
			default -> {
				// Its words could quote the URL; that it was open says enough.
			}
		}
		this.loop.execute(this::closeByForce);
	}

	private void onComplete() {
		this.loop.schedule(this::closeByForce, CLOSE_GRACE_MS, TimeUnit.MILLISECONDS);
	}

	private void closeByForce() {
		this.attempt.dispose();
		Channel current = this.channel;
		if (current == null) {
			end();
		}
		else {
			current.close();
		}
	}

	private void onChannelClosed(Channel closed) {
		// A host may have several addresses, each of which gets a channel, one after
		// another.
		if (closed.equals(this.channel)) {
			end();
		}
	}

	private void end() {
		if (this.ended) {
			return;
		}
		this.ended = true;
		this.attempt.dispose();
		if (this.refusedWith > 0) {
			this.owner.onRefused(this.number, this.refusedWith);
		}
		else {
			this.owner.onClosed(this.number, this.failure);
		}
		this.whenEnded.run();
	}

	private void write(WebSocketFrame frame) {
		Channel current = this.channel;
		if (current != null && this.opened && current.isActive()) {
			current.writeAndFlush(frame, current.voidPromise());
		}
		else {
			frame.release();
		}
	}

	/** Hears of a socket, on its loop. */
	public interface Owner {

		void onOpened(int number);

		/** Bytes of any frame have come, whole or not. */
		void onAlive(int number);

		/** A frame other than a ping, to be read before the call returns. */
		void onFrame(int number, WebSocketFrame frame);

		void onRefused(int number, int status);

		void onClosed(int number, Failure failure);

	}

}
