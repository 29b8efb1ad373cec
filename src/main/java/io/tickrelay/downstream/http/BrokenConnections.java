package io.tickrelay.downstream.http;

import java.io.IOException;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.tickrelay.downstream.contract.DownstreamCounters;
import io.tickrelay.downstream.contract.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;

/**
 * Closes an HTTP/2 connection whose socket broke, or whose client broke the protocol; the
 * codec has told that client. Any client can do either, so it is nothing to log; but
 * behind the streams' own channels no handler hears of it, and Netty would tell each with
 * a stack trace. Of HTTP/1.1 Reactor Netty takes care.
 */
public final class BrokenConnections implements NettyServerCustomizer {

	private static final String NAME = "tickrelay.broken";

	private static final Logger log = LoggerFactory.getLogger(BrokenConnections.class);

	private final Handler handler;

	/**
	 * Creates a handler.
	 * @param counters count what broke
	 */
	public BrokenConnections(DownstreamCounters counters) {
		this.handler = new Handler(counters);
	}

	@Override
	public HttpServer apply(HttpServer server) {
		return server.doOnChannelInit((observer, channel, address) -> channel.pipeline().addLast(NAME, this.handler));
	}

	/** Behind the codec, which comes last where TLS has to choose it. */
	public static void moveToEnd(ChannelPipeline pipeline) {
		ChannelHandler handler = pipeline.get(NAME);
		if (handler != null) {
			pipeline.remove(NAME);
			pipeline.addLast(NAME, handler);
		}
	}

	@Sharable
	private static final class Handler extends ChannelInboundHandlerAdapter {

		private final DownstreamCounters counters;

		Handler(DownstreamCounters counters) {
			this.counters = counters;
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			if (cause instanceof Http2Exception) {
				// The codec closes, once its GOAWAY is out.
				this.counters.onError(ErrorCode.BAD_REQUEST);
				return;
			}
			if (context.pipeline().get(Http2FrameCodec.class) == null) {
				context.fireExceptionCaught(cause);
				return;
			}
			if (!(cause instanceof IOException)) {
				// A client that breaks off an upgrade makes the codec trip over itself.
				this.counters.onError(ErrorCode.BAD_REQUEST);
				log.debug("An HTTP/2 connection is ended", cause);
			}
			context.close();
		}

	}

}
