package io.tickrelay.downstream;

import java.time.Duration;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerUpgradeHandler.UpgradeEvent;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.CleartextHttp2ServerUpgradeHandler.PriorKnowledgeUpgradeEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;

/**
 * Watches the requests and answers of an HTTP/1.1 connection, and answers a request that
 * can't be read. A stream of events leaves it behind with its head, a WebSocket with its
 * handshake. Lives on its channel's loop.
 */
final class RequestWatch extends ChannelDuplexHandler {

	private static final Duration GRACE = Duration.ofSeconds(2);

	private final Newcomer newcomer;

	private final UnreadableRequests unreadable;

	private int unanswered;

	/** Whether what came since the last look made a message. */
	private boolean messageCame;

	private boolean refused;

	RequestWatch(Newcomer newcomer, UnreadableRequests unreadable) {
		this.newcomer = newcomer;
		this.unreadable = unreadable;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.messageCame = true;
		if (this.refused) {
			ReferenceCountUtil.release(message);
			return;
		}
		if (message instanceof HttpRequest request) {
			this.newcomer.relax();
			// Behind others its answer has to wait for theirs: that is left to whoever
			// keeps them.
			if (request.decoderResult().isFailure() && this.unanswered == 0) {
				ReferenceCountUtil.release(message);
				refuse(context, request.decoderResult().cause());
				return;
			}
			this.unanswered++;
		}
		context.fireChannelRead(message);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (this.refused) {
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
				context.pipeline().remove(this);
			}
		}
		else if (message instanceof LastHttpContent) {
			this.unanswered = Math.max(0, this.unanswered - 1);
			context.write(message, promise.unvoid()).addListener((future) -> onAnswered());
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
			context.pipeline().remove(this);
			this.newcomer.watch();
		}
	}

	private void onAnswered() {
		if (this.unanswered == 0 && !this.refused) {
			this.newcomer.onAnswered();
		}
	}

	/** Reads on for a while: a socket closed with something unread in it is reset. */
	private void refuse(ChannelHandlerContext context, Throwable cause) {
		this.refused = true;
		FullHttpResponse answer = this.unreadable.answer(cause);
		Channel channel = context.channel();
		this.newcomer.onRefused(GRACE);
		context.writeAndFlush(answer).addListener((ChannelFutureListener) (future) -> {
			if (future.isSuccess() && channel instanceof DuplexChannel plain
					&& channel.pipeline().get(SslHandler.class) == null) {
				plain.shutdownOutput();
			}
			else {
				channel.close();
			}
		});
	}

}
