package io.tickrelay.simulator;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * Takes the key out of the request's target and headers before anything that might log a
 * target sees it. Stands right behind the HTTP codec.
 */
final class KeyFilter extends ChannelInboundHandlerAdapter {

	/** Where the visit waits for the handler of the request. */
	static final AttributeKey<UpgradeRequest> VISIT = AttributeKey.valueOf(KeyFilter.class, "visit");

	private static final String HEADER = "apiKey";

	private final @Nullable String apiKey;

	KeyFilter(@Nullable String apiKey) {
		this.apiKey = apiKey;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
		if (msg instanceof HttpRequest request) {
			UpgradeRequest upgradeRequest = UpgradeRequest.of(request.uri(), request.headers().get(HEADER),
					this.apiKey);
			request.headers().remove(HEADER);
			ctx.channel().attr(VISIT).set(upgradeRequest);
			request.setUri(upgradeRequest.harmlessTarget());
		}
		super.channelRead(ctx, msg);
	}

}
