package io.tickrelay.upstream.network;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.tickrelay.upstream.machine.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Asks a proxy for a tunnel to the upstream (RFC 9110, 9.3.6) before anything else is
 * said. To the handlers above the connect takes that much longer: it succeeds with the
 * tunnel, and then this handler is gone. Lives on the channel's loop.
 */
final class ProxyTunnel extends ChannelDuplexHandler {

	private static final int LONGEST_ANSWER = 16 * 1024;

	private static final int UNAUTHORIZED = 407;

	private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})[ \r]");

	private static final String END = "\r\n\r\n";

	private final UpstreamProxy proxy;

	private final InetSocketAddress target;

	private final StringBuilder answer = new StringBuilder();

	private @Nullable ChannelPromise connected;

	private @Nullable Future<?> timeout;

	/**
	 * Creates a tunnel that is not open.
	 * @param proxy opens it
	 * @param target where it shall lead, unresolved
	 */
	ProxyTunnel(UpstreamProxy proxy, InetSocketAddress target) {
		this.proxy = proxy;
		this.target = target;
	}

	@Override
	public void connect(ChannelHandlerContext context, SocketAddress remote, @Nullable SocketAddress local,
			ChannelPromise promise) {
		this.connected = promise;
		this.timeout = context.executor()
			.schedule(() -> fail(context, Failure.PROXY_UNREACHABLE, null),
					context.channel().config().getConnectTimeoutMillis(), TimeUnit.MILLISECONDS);
		context.connect(remote, local, context.newPromise().addListener((done) -> {
			if (!done.isSuccess()) {
				fail(context, Failure.PROXY_UNREACHABLE, done.cause());
			}
		}));
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		context.writeAndFlush(Unpooled.copiedBuffer(this.proxy.request(this.target), StandardCharsets.ISO_8859_1),
				context.voidPromise());
		context.read();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (!(message instanceof ByteBuf bytes)) {
			context.fireChannelRead(message);
			return;
		}
		try {
			// One by one, because what follows the head is the upstream's.
			while (bytes.isReadable() && !isWhole()) {
				this.answer.append((char) bytes.readUnsignedByte());
			}
			if (isWhole()) {
				onAnswer(context, bytes);
			}
			else if (this.answer.length() > LONGEST_ANSWER) {
				fail(context, Failure.proxyRefused(0), null);
			}
		}
		finally {
			bytes.release();
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		context.fireChannelReadComplete();
		context.read();
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		fail(context, Failure.PROXY_UNREACHABLE, null);
		context.fireChannelInactive();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		fail(context, Failure.PROXY_UNREACHABLE, cause);
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		if (this.timeout != null) {
			this.timeout.cancel(false);
		}
	}

	private boolean isWhole() {
		int length = this.answer.length();
		return length >= END.length() && END.contentEquals(this.answer.subSequence(length - END.length(), length));
	}

	private void onAnswer(ChannelHandlerContext context, ByteBuf rest) {
		Matcher head = STATUS.matcher(this.answer);
		int status = head.lookingAt() ? Integer.parseInt(head.group(1)) : 0;
		if (status >= 200 && status < 300) {
			open(context, rest);
		}
		else if (status == UNAUTHORIZED) {
			this.proxy.onUnauthorized();
			fail(context, Failure.PROXY_UNAUTHORIZED, null);
		}
		else {
			fail(context, Failure.proxyRefused(status), null);
		}
	}

	private void open(ChannelHandlerContext context, ByteBuf rest) {
		ChannelPromise promise = this.connected;
		this.connected = null;
		if (promise != null && promise.trySuccess()) {
			context.fireChannelActive();
			if (rest.isReadable()) {
				context.fireChannelRead(rest.readRetainedSlice(rest.readableBytes()));
			}
			context.pipeline().remove(this);
		}
	}

	private void fail(ChannelHandlerContext context, Failure failure, @Nullable Throwable cause) {
		ChannelPromise promise = this.connected;
		this.connected = null;
		if (promise != null) {
			promise.tryFailure(new ProxyException(failure, cause));
			context.close();
		}
	}

}
