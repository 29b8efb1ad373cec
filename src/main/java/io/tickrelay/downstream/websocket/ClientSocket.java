package io.tickrelay.downstream.websocket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.handler.flow.FlowControlHandler;
import io.tickrelay.downstream.access.TokenBucket;
import io.tickrelay.downstream.contract.DisconnectReason;
import io.tickrelay.downstream.http.DetachedHttpHandler;
import io.tickrelay.downstream.http.EarlyDataGuard;
import io.tickrelay.downstream.session.ClientSession;
import io.tickrelay.downstream.session.NettyLink;
import io.tickrelay.downstream.wire.WebSocketFrames;
import reactor.core.publisher.Mono;
import reactor.netty.FutureMono;

/**
 * One client's WebSocket, from behind its handshake to its end, whatever is said over it.
 * Reads and writes its channel itself; Reactor Netty only hears of the end. Lives on its
 * channel's loop; only {@link #close()} may come from elsewhere, or in the midst of a
 * lane's work.
 *
 * <pre>
 *  socket ─▶ decoder ─▶ flow control ─▶ ClientFrames ─▶ WebSocketTalk ─▶ ClientSession
 *  socket ◀──────────────────────────── NettyLink ◀──── Outbox ◀───────────────┘
 * </pre>
 */
final class ClientSocket implements ClientFrames.FrameListener {

	private static final String DECODER = "tickrelay.decoder";

	private static final String FLOW = "tickrelay.flow";

	private final ClientSession session;

	private final NettyLink link;

	private final WebSocketDialect talk;

	private final ClientFrames frames;

	private final CloseHandshake closeHandshake;

	/**
	 * Creates the socket of a channel that nothing was read from yet.
	 * @param session the client's, which ends with the socket
	 * @param talk what is said
	 * @param tokenBucket how many frames the client may send, whatever they are
	 * @param largestMessage the most bytes of one of its messages
	 */
	ClientSocket(ClientSession session, WebSocketDialect talk, TokenBucket tokenBucket, int largestMessage) {
		this.session = session;
		this.link = session.link();
		this.talk = talk;
		this.frames = new ClientFrames(this, tokenBucket, largestMessage);
		this.closeHandshake = new CloseHandshake(this.link);
	}

	/** Completes when the socket is closed, by either side. */
	Mono<Void> run() {
		Mono<Void> closed = FutureMono.from(this.link.channel().closeFuture());
		return Mono.firstWithSignal(closed,
				this.session.ended()
					.doOnSubscribe((subscription) -> begin())
					.doOnNext(this::onEnded)
					.then(Mono.never()));
	}

	/**
	 * Begins on a connection that still is HTTP's: answers the handshake and takes the
	 * connection out of the server's hands.
	 * @param head the answer
	 */
	void beginAlone(byte[] head) {
		Channel channel = this.link.channel();
		channel.closeFuture().addListener((closed) -> close());
		ChannelPipeline pipeline = channel.pipeline();
		DetachedHttpHandler.removeServer(pipeline);
		// What the client said before its answer comes out of the codec now.
		pipeline.replace(HttpServerCodec.class, "tickrelay.hasty", new EarlyDataGuard());
		pipeline.replace(EarlyDataGuard.class, DECODER, this.frames.decoder());
		pipeline.addBefore(DECODER, "tickrelay.encoder", new WebSocket13FrameEncoder(false));
		listen("tickrelay.encoder");
		if (channel.isActive()) {
			this.link.write(head);
			open();
			// Behind the head, whose way it takes.
			this.session.ended().subscribe(this::onEnded);
		}
	}

	void close() {
		this.link.channel().eventLoop().execute(() -> {
			this.talk.onClosed();
			this.closeHandshake.release();
			this.session.close();
			this.link.release();
		});
	}

	@Override
	public void onText(String text, int bytes) {
		this.talk.onText(text, bytes);
	}

	@Override
	public void onBinary() {
		if (!this.talk.onBinary()) {
			onOffence(DisconnectReason.BAD_FRAME, "text frames only");
		}
	}

	@Override
	public void onPing(byte[] payload) {
		this.session.send(WebSocketFrames.pong(payload));
	}

	@Override
	public void onPong() {
		this.talk.onPong();
	}

	@Override
	public void onClose(CloseWebSocketFrame frame) {
		this.closeHandshake.onHeard(frame);
		this.session.end(DisconnectReason.CLIENT_GONE);
	}

	@Override
	public void onOffence(DisconnectReason reason, String detail) {
		this.closeHandshake.explain(reason, detail);
		this.session.end(reason);
	}

	private void begin() {
		ChannelPipeline pipeline = this.link.channel().pipeline();
		pipeline.replace(WebSocket13FrameDecoder.class, DECODER, this.frames.decoder());
		// In front: its bytes are frames already. And when the socket takes more, what
		// waits goes before anything else is read, whose answers would have to wait
		// behind it.
		listen(pipeline.context(WebSocketFrameEncoder.class).name());
		open();
	}

	private void listen(String encoder) {
		ChannelPipeline pipeline = this.link.channel().pipeline();
		pipeline.addBefore(encoder, "tickrelay.link", this.link);
		pipeline.addAfter(DECODER, FLOW, new FlowControlHandler());
		pipeline.addAfter(FLOW, "tickrelay.frames", this.frames);
	}

	private void open() {
		this.talk.onOpen();
		this.link.channel().config().setAutoRead(this.link.isWritable());
	}

	private void onEnded(DisconnectReason reason) {
		this.frames.stopListening();
		// Not through the outbox: it is closed, and what waited there with it.
		this.link.takeLeave();
		this.link.write(this.talk.lastWords(reason));
		this.link.flush();
		this.closeHandshake.say(reason);
	}

}
