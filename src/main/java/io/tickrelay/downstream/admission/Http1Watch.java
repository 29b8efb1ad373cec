package io.tickrelay.downstream.admission;

import java.time.Duration;

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
import io.tickrelay.downstream.http.RequestHeads;
import io.tickrelay.downstream.http.UpgradeGuard;
import org.jspecify.annotations.Nullable;

/**
 * Watches the requests and answers of an HTTP/1.1 connection, and answers a request that
 * can't be read. A stream of events leaves it behind with its head, a WebSocket with its
 * handshake. Lives on its channel's loop.
 */
final class Http1Watch extends ChannelDuplexHandler {

	private static final Duration GRACE = Duration.ofSeconds(2);

	private final PendingConnection pendingConnection;

	private final DecodeFailureResponses unreadable;

	private final StreamEntrance entrance;

	/**
	 * The head of a request that may be let in, until it is known to have no body: not
	 * beyond the read that brought it.
	 */
	private @Nullable HttpRequest candidate;

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

	Http1Watch(PendingConnection pendingConnection, DecodeFailureResponses unreadable, StreamEntrance entrance) {
		this.pendingConnection = pendingConnection;
		this.unreadable = unreadable;
		this.entrance = entrance;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.messageCame = true;
		if (this.refused) {
			ReferenceCountUtil.release(message);
		}
		else if (this.candidate != null) {
			onCandidate(context, this.candidate, message);
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
		this.pendingConnection.relax();
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
		if (this.unanswered == 1 && this.entrance.isCandidate(request)) {
			this.candidate = request;
		}
		else {
			context.fireChannelRead(request);
		}
	}

	private void onCandidate(ChannelHandlerContext context, HttpRequest head, Object next) {
		this.candidate = null;
		boolean whole = next instanceof LastHttpContent last && !last.content().isReadable()
				&& last.trailingHeaders().isEmpty() && last.decoderResult().isSuccess();
		if (whole && this.entrance.admit(context.channel(), head)) {
			ReferenceCountUtil.release(next);
			return;
		}
		context.fireChannelRead(head);
		if (context.isRemoved()) {
			ReferenceCountUtil.release(next);
		}
		else {
			channelRead(context, next);
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

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		HttpRequest head = this.candidate;
		if (head != null) {
			// Something is to follow.
			this.candidate = null;
			context.fireChannelRead(head);
		}
		if (this.refused) {
			// An end of the connection shows to those alone who read.
			context.read();
		}
		else if (!this.messageCame && this.unanswered == 0) {
			this.pendingConnection.onPart();
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
			this.pendingConnection.watch();
		}
	}

	private void onAnswered(ChannelHandlerContext context) {
		if (this.unanswered == 0 && !this.refused) {
			this.pendingConnection.onAnswered();
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
			this.pendingConnection.onRefused(GRACE);
			hangUp(context.channel());
		}
	}

	/** Reads on for a while: a socket closed with something unread in it is reset. */
	private void refuse(ChannelHandlerContext context, Throwable cause) {
		FullHttpResponse answer = this.unreadable.answer(cause);
		this.pendingConnection.onRefused(GRACE);
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
