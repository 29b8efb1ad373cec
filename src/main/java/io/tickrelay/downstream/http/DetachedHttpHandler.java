package io.tickrelay.downstream.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.util.ReferenceCountUtil;
import reactor.netty.NettyPipeline;

/**
 * Stands in a connection of HTTP/1.1 where its codec was, once the head of an answer
 * without an end is out. From there on the connection is a client's and no server's. The
 * objects that answered the request, most of a client's memory, are let go of before the
 * stream's end. What it still writes, the end of its body, stops here, and so does what
 * the client still says. Who writes the stream sits nearer to the socket.
 */
@Sharable
public final class DetachedHttpHandler extends ChannelDuplexHandler {

	/** The name of what watches requests until then. */
	public static final String WATCH = "tickrelay.watch";

	private static final DetachedHttpHandler HANDLER = new DetachedHttpHandler();

	private DetachedHttpHandler() {
	}

	/**
	 * Takes the connection out of the server's hands; from then on it ends when its
	 * channel is closed. On the channel's loop.
	 * @param channel whose answer's head has been written
	 */
	static void lead(Channel channel) {
		ChannelPipeline pipeline = channel.pipeline();
		pipeline.replace(HttpServerCodec.class, "tickrelay.beyond", HANDLER);
		removeServer(pipeline);
		// The request's end may still be on its way here, and with it the handler that
		// would have asked for more. An end of the connection shows only to a channel
		// that reads.
		channel.config().setAutoRead(true);
		channel.read();
	}

	/** Takes out what stands behind the codec for the server's sake. */
	public static void removeServer(ChannelPipeline pipeline) {
		pipeline.remove(NettyPipeline.HttpTrafficHandler);
		if (pipeline.get(NettyPipeline.IdleTimeoutHandler) != null) {
			// Of a connection between two requests.
			pipeline.remove(NettyPipeline.IdleTimeoutHandler);
		}
		if (pipeline.get(WATCH) != null) {
			pipeline.remove(WATCH);
		}
		// Where HTTP/2 is spoken without TLS, too.
		removeFrom(pipeline, HttpServerUpgradeHandler.class);
		UpgradeGuard.leave(pipeline);
	}

	private static void removeFrom(ChannelPipeline pipeline, Class<? extends ChannelHandler> type) {
		if (pipeline.get(type) != null) {
			pipeline.remove(type);
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		ReferenceCountUtil.release(message);
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		ReferenceCountUtil.release(message);
		promise.trySuccess();
	}

}
