package io.tickrelay.downstream.http;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Settings;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a request on HTTP/1.1 whose upgrade to HTTP/2 comes with settings that are none,
 * or twice, which Netty would tell with a stack trace. Sits in front of what upgrades.
 * Source: RFC 7540, section 3.2.1.
 */
@Sharable
public final class UpgradeGuard extends ChannelInboundHandlerAdapter {

	private static final UpgradeGuard HANDLER = new UpgradeGuard();

	private UpgradeGuard() {
	}

	/** Takes its place where a connection may be upgraded to HTTP/2. */
	public static void stand(ChannelPipeline pipeline) {
		ChannelHandlerContext upgrades = pipeline.context(HttpServerUpgradeHandler.class);
		if (upgrades != null) {
			pipeline.addBefore(upgrades.name(), "tickrelay.upgrades", HANDLER);
		}
	}

	/** Leaves a connection that will not be upgraded any more. */
	public static void leave(ChannelPipeline pipeline) {
		if (pipeline.get(UpgradeGuard.class) != null) {
			pipeline.remove(UpgradeGuard.class);
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof HttpRequest request) {
			List<String> settings = request.headers().getAll(Http2CodecUtil.HTTP_UPGRADE_SETTINGS_HEADER);
			if (settings.size() > 1 || settings.stream().anyMatch((each) -> read(each) == null)) {
				request.headers().remove(HttpHeaderNames.UPGRADE);
			}
		}
		context.fireChannelRead(message);
	}

	/** Null for what makes no settings. */
	private static @Nullable Http2Settings read(String encoded) {
		try {
			ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(encoded));
			Http2Settings settings = new Http2Settings();
			while (bytes.remaining() >= Http2CodecUtil.SETTING_ENTRY_LENGTH) {
				settings.put(bytes.getChar(), Long.valueOf(Integer.toUnsignedLong(bytes.getInt())));
			}
			return bytes.hasRemaining() ? null : settings;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
