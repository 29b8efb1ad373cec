package io.tickrelay.upstream.key;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;

/**
 * Adds the key to the upgrade request on its last step to the socket. The URL that the
 * client library works with, logs and puts into exceptions therefore never holds it.
 */
public final class KeyInjector extends ChannelOutboundHandlerAdapter {

	private final ApiKey key;

	/**
	 * Creates a handler that puts a key into the handshake.
	 * @param key written nowhere else
	 */
	public KeyInjector(ApiKey key) {
		this.key = key;
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (message instanceof HttpRequest request) {
			request.setUri(request.uri() + "&apikey=" + this.key.urlEncoded());
			context.pipeline().remove(this);
		}
		context.write(message, promise);
	}

}
