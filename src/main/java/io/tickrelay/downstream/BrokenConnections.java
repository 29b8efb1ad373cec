package io.tickrelay.downstream;

import java.io.IOException;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;

/**
 * Closes an HTTP/2 connection whose socket broke, or whose client broke the protocol; the
 * codec has told that client. Any client can do either, so it is nothing to log; but
 * behind the streams' own channels nobody hears of it, and Netty would tell each with a
 * stack trace. Of HTTP/1.1 Reactor Netty takes care.
 */
final class BrokenConnections implements NettyServerCustomizer {

	private static final Handler HANDLER = new Handler();

	@Override
	public HttpServer apply(HttpServer server) {
		return server.doOnChannelInit((observer, channel, address) -> channel.pipeline().addLast(HANDLER));
	}

	@Sharable
	private static final class Handler extends ChannelInboundHandlerAdapter {

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			if (cause instanceof Http2Exception) {
				// The codec closes, once its GOAWAY is out.
				return;
			}
			if (cause instanceof IOException && context.pipeline().get(Http2FrameCodec.class) != null) {
				context.close();
			}
			else {
				context.fireExceptionCaught(cause);
			}
		}

	}

}
