package io.tickrelay.downstream.admission;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.tickrelay.downstream.http.RequestHeads;
import org.jspecify.annotations.Nullable;

/**
 * Repairs the heads of an HTTP/2 connection's requests, between its codec and the
 * channels of its streams. A stream whose client breaks the protocol in it is reset: its
 * channel would log an error for each. Lives on the connection's loop.
 */
final class StreamHeads extends ChannelInboundHandlerAdapter {

	private final DecodeFailureResponses unreadable;

	StreamHeads(DecodeFailureResponses unreadable) {
		this.unreadable = unreadable;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof Http2HeadersFrame frame) {
			if (isMalformed(frame.headers())) {
				reset(context, frame.stream(), Http2Error.PROTOCOL_ERROR);
				return;
			}
			RequestHeads.repair(frame.headers());
		}
		context.fireChannelRead(message);
	}

	/** Of such a head Netty would forget a buffer. Trailers have none of these fields. */
	private static boolean isMalformed(Http2Headers head) {
		CharSequence method = head.method();
		if (method == null) {
			return head.path() != null || head.scheme() != null || head.authority() != null;
		}
		return head.path() == null && !HttpMethod.CONNECT.name().contentEquals(method);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (cause instanceof Http2FrameStreamException broken) {
			reset(context, broken.stream(), broken.error());
		}
		else {
			context.fireExceptionCaught(cause);
		}
	}

	private void reset(ChannelHandlerContext context, @Nullable Http2FrameStream stream, Http2Error error) {
		this.unreadable.onBroken();
		context.writeAndFlush(new DefaultHttp2ResetFrame(error).stream(stream));
	}

}
