package io.tickrelay.upstream.key;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;

/**
 * Adds the key to a request's headers on its last step to the socket. The headers that
 * the client library works with, and might log, do not hold it before.
 */
public final class KeyHeader extends ChannelOutboundHandlerAdapter {

	private static final String NAME = "apiKey";

	private final ApiKey key;

	/**
	 * Creates a handler that puts a key into requests.
	 * @param key written nowhere else
	 */
	public KeyHeader(ApiKey key) {
		this.key = key;
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (message instanceof HttpRequest request) {
			request.headers().set(NAME, this.key.headerValue());
			context.pipeline().remove(this);
		}
		context.write(message, promise);
	}

}
