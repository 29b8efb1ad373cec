package io.tickrelay.downstream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerUpgradeHandler.UpgradeEvent;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.CleartextHttp2ServerUpgradeHandler.PriorKnowledgeUpgradeEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Watches the requests and answers of an HTTP/1.1 connection, holds back a request that
 * waits for its turn at the {@link Turnstile}, and answers one that can't be read. A
 * stream of events leaves it behind with its head, a WebSocket with its handshake. Lives
 * on its channel's loop.
 */
final class RequestWatch extends ChannelDuplexHandler {

	private static final Duration GRACE = Duration.ofSeconds(2);

	/** Of a request without a body: its head and its end. */
	private static final int WHOLE_REQUEST = 2;

	private final Newcomer newcomer;

	private final UnreadableRequests unreadable;

	/** The request that waits for its turn, and what came behind it. */
	private @Nullable Queue<Object> held;

	private @Nullable Runnable leavesItsPlace;

	private int unanswered;

	/** Whether what came since the last look made a message. */
	private boolean messageCame;

	private boolean refused;

	/**
	 * What was wrong with a request that will be refused once those before it are
	 * answered.
	 */
	private @Nullable Throwable owed;

	/** Whether the connection ends once all is answered. */
	private boolean cut;

	RequestWatch(Newcomer newcomer, UnreadableRequests unreadable) {
		this.newcomer = newcomer;
		this.unreadable = unreadable;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.messageCame = true;
		if (this.refused) {
			ReferenceCountUtil.release(message);
		}
		else if (this.held != null) {
			this.held.add(message);
		}
		else if (message instanceof HttpRequest request) {
			onRequest(context, request);
		}
		else if (message instanceof HttpContent part && part.decoderResult().isFailure()) {
			onBrokenBody(context, part);
		}
		else {
			context.fireChannelRead(message);
		}
	}

	private void onRequest(ChannelHandlerContext context, HttpRequest request) {
		this.newcomer.relax();
		boolean first = this.unanswered == 0;
		if (request.decoderResult().isFailure() || request.protocolVersion().majorVersion() != 1) {
			ReferenceCountUtil.release(request);
			this.refused = true;
			Throwable cause = request.decoderResult().cause();
			// HTTP/2 that begins in the midst of HTTP/1.1, or where it is not spoken.
			this.owed = (cause != null) ? cause : new IllegalArgumentException("Another version of HTTP");
			payWhatIsOwed(context);
			return;
		}
		RequestHeads.repair(request);
		this.unanswered++;
		if (first && Transport.isStream(request.uri())) {
			hold(context, request);
		}
		else {
			context.fireChannelRead(request);
		}
	}

	/**
	 * Where the next request would begin can't be told. This one has its answer: nothing
	 * here reads bodies.
	 */
	private void onBrokenBody(ChannelHandlerContext context, HttpContent part) {
		part.release();
		this.unreadable.onBroken();
		this.refused = true;
		this.cut = true;
		context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
		payWhatIsOwed(context);
	}

	private void hold(ChannelHandlerContext context, HttpRequest request) {
		this.held = new ArrayDeque<>();
		this.held.add(request);
		Runnable leaves = this.newcomer.awaitTurn(request, () -> goOn(context));
		if (this.held != null) {
			this.leavesItsPlace = leaves;
			// Behind an answered request it is on, and would let a client send on and on.
			// Whoever answers sets it as it needs.
			context.channel().config().setAutoRead(false);
		}
	}

	/** What goes on may take this handler out of the pipeline. */
	private void goOn(ChannelHandlerContext context) {
		Queue<Object> messages = Objects.requireNonNull(this.held);
		this.held = null;
		this.leavesItsPlace = null;
		context.fireChannelRead(messages.remove());
		for (Object message : messages) {
			if (context.isRemoved()) {
				ReferenceCountUtil.release(message);
			}
			else {
				channelRead(context, message);
			}
		}
		// Where nothing is behind it, it came just now, and the read that brought it goes
		// on.
		if (!messages.isEmpty() && !context.isRemoved()) {
			channelReadComplete(context);
		}
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		if (this.leavesItsPlace != null) {
			this.leavesItsPlace.run();
		}
		if (this.held != null) {
			this.held.forEach(ReferenceCountUtil::release);
			this.held = null;
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (this.refused || (this.held != null && this.held.size() <= WHOLE_REQUEST)) {
			// Of who waits, too: an end of the connection shows to those alone who read.
			context.read();
		}
		else if (!this.messageCame && this.unanswered == 0) {
			this.newcomer.onPart();
		}
		this.messageCame = false;
		context.fireChannelReadComplete();
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (message instanceof HttpResponse response
				&& response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
			context.write(message, promise);
			if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
				UpgradeGuard.leave(context.pipeline());
				context.pipeline().remove(this);
			}
		}
		else if (message instanceof LastHttpContent) {
			this.unanswered = Math.max(0, this.unanswered - 1);
			context.write(message, promise.unvoid()).addListener((future) -> onAnswered(context));
		}
		else {
			context.write(message, promise);
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		boolean upgraded = event instanceof PriorKnowledgeUpgradeEvent || event instanceof UpgradeEvent;
		context.fireUserEventTriggered(event);
		if (upgraded) {
			UpgradeGuard.leave(context.pipeline());
			context.pipeline().remove(this);
			this.newcomer.watch();
		}
	}

	private void onAnswered(ChannelHandlerContext context) {
		if (this.unanswered == 0 && !this.refused) {
			this.newcomer.onAnswered();
		}
		payWhatIsOwed(context);
	}

	/** Behind others its answer has to wait for theirs. */
	private void payWhatIsOwed(ChannelHandlerContext context) {
		Throwable cause = this.owed;
		if (this.unanswered > 0 || context.isRemoved()) {
			return;
		}
		if (cause != null) {
			this.owed = null;
			refuse(context, cause);
		}
		else if (this.cut) {
			this.cut = false;
			this.newcomer.onRefused(GRACE);
			hangUp(context.channel());
		}
	}

	/** Reads on for a while: a socket closed with something unread in it is reset. */
	private void refuse(ChannelHandlerContext context, Throwable cause) {
		FullHttpResponse answer = this.unreadable.answer(cause);
		this.newcomer.onRefused(GRACE);
		context.writeAndFlush(answer).addListener((ChannelFutureListener) (future) -> hangUp(future.channel()));
	}

	private static void hangUp(Channel channel) {
		if (channel.isActive() && channel instanceof DuplexChannel plain
				&& channel.pipeline().get(SslHandler.class) == null) {
			plain.shutdownOutput();
		}
		else {
			channel.close();
		}
	}

}
