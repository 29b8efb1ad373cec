package io.tickrelay.upstream.network;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * One address' turn in an attempt, from its connect to the first answer. A host with
 * several addresses shares the attempt's time among them, so that one that drops what it
 * is sent leaves time for the next. What becomes of the turn is remembered for the next
 * attempt. The addresses are tried one after another, so an attempt opens one session.
 */
final class AddressTurn extends ChannelDuplexHandler {

	/** Two lost SYNs are no reason yet to give an address up; more are. */
	private static final long LONGEST_BEFORE_NEXT_MS = 2000;

	private static final int FIRST_FAULT = 500;

	private final HostAddresses addresses;

	private final Duration attempt;

	private @Nullable InetSocketAddress address;

	AddressTurn(HostAddresses addresses, Duration attempt) {
		this.addresses = addresses;
		this.attempt = attempt;
	}

	@Override
	public void connect(ChannelHandlerContext context, SocketAddress remote, @Nullable SocketAddress local,
			ChannelPromise promise) {
		if (remote instanceof InetSocketAddress asked) {
			this.address = asked;
			context.channel().config().setConnectTimeoutMillis((int) shareMs(this.addresses.placeOf(asked)));
			promise.addListener((done) -> {
				if (!done.isSuccess()) {
					onFailed();
				}
			});
		}
		context.connect(remote, local, promise);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof HttpResponse response && this.address != null) {
			if (response.status().code() < FIRST_FAULT) {
				this.addresses.answered(this.address);
			}
			else {
				// A gateway's fault may be this gateway's alone.
				onFailed();
			}
			context.pipeline().remove(this);
		}
		context.fireChannelRead(message);
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		onFailed();
		context.fireChannelInactive();
	}

	private void onFailed() {
		if (this.address != null) {
			this.addresses.failed(this.address);
		}
	}

	private long shareMs(HostAddresses.Place place) {
		long wholeMs = this.attempt.toMillis();
		long shareMs = Math.min(wholeMs / place.of(), LONGEST_BEFORE_NEXT_MS);
		boolean last = place.index() == place.of() - 1;
		return last ? wholeMs - shareMs * place.index() : shareMs;
	}

}
