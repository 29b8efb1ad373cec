package io.tickrelay.downstream.http;

import java.util.concurrent.atomic.AtomicReference;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.concurrent.Future;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;

/**
 * The connections behind requests, and their event loops, where all that becomes of a
 * connection has to happen.
 */
public final class NettyConnections {

	private NettyConnections() {
	}

	/**
	 * Goes on with a request on its connection's loop, because the state of a client
	 * lives there. A handshake that is answered on another thread could get the client's
	 * first frame before its reader is in place.
	 * @param exchange the request
	 * @param rest what is to be done
	 * @return that, subscribed to on the loop; at once where this is it
	 */
	public static Mono<Void> goOn(ServerWebExchange exchange, Mono<Void> rest) {
		return Mono.defer(() -> {
			EventLoop loop = loopOf(exchange);
			return loop.inEventLoop() ? rest : rest.subscribeOn(Schedulers.fromExecutor(loop));
		});
	}

	/**
	 * The channel that an answer is written to.
	 * @param response of a request of this server
	 * @return a connection's, or that of one stream of HTTP/2
	 */
	public static Channel channelOf(HttpServerResponse response) {
		AtomicReference<Channel> channel = new AtomicReference<>();
		response.withConnection((connection) -> channel.set(connection.channel()));
		return channel.get();
	}

	/**
	 * Whether a channel is a connection and not one of the streams on it.
	 * @param channel of a request that is being answered
	 * @return true over HTTP/1.1
	 */
	public static boolean isWhole(Channel channel) {
		return channel.pipeline().get(HttpServerCodec.class) != null;
	}

	/**
	 * Takes a connection out of the server's hands, so that nothing of what answered its
	 * request is kept; from then on it ends when its channel is closed. On its loop.
	 * @param channel a whole connection, on which the head of an endless answer was
	 * written
	 */
	public static void leaveHttp(Channel channel) {
		DetachedHttpHandler.lead(channel);
	}

	/**
	 * Waits for the socket to have all that was written so far, or for the end; an answer
	 * counts as written before that.
	 * @param channel of a request that was answered
	 * @param task runs once, on the channel's loop
	 */
	public static void whenTaken(Channel channel, Runnable task) {
		ChannelHandlerContext codec = channel.pipeline().context(HttpServerCodec.class);
		// Behind everything that is on its way; of HTTP/2 it would wait for no window.
		Future<?> taken = (codec != null) ? codec.writeAndFlush(Unpooled.EMPTY_BUFFER) : channel.closeFuture();
		taken.addListener((future) -> task.run());
	}

	/**
	 * Ends a connection, or a stream of HTTP/2, whatever has been written to it. A
	 * stream's channel alone would leave that stream open whose answer is complete and
	 * waits for the client's window. On its loop.
	 * @param channel of a request that is being answered
	 */
	public static void end(Channel channel) {
		Channel connection = channel.parent();
		if (channel instanceof Http2StreamChannel stream && stream.stream() != null) {
			Http2FrameCodec codec = connection.pipeline().get(Http2FrameCodec.class);
			ChannelHandlerContext place = connection.pipeline().context(Http2FrameCodec.class);
			if (codec == null || place == null) {
				channel.close();
				return;
			}
			codec.resetStream(place, stream.stream().id(), Http2Error.CANCEL.code(), place.newPromise());
			place.flush();
		}
		channel.close();
	}

	static EventLoop loopOf(ServerWebExchange exchange) {
		HttpServerResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
		return channelOf(response).eventLoop();
	}

}
