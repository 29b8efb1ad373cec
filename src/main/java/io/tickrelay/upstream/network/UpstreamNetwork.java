package io.tickrelay.upstream.network;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * How connections to the upstream are made: straight to one of its addresses, or through
 * a proxy, which then looks the upstream's name up. Each has a channel of its own.
 */
public final class UpstreamNetwork {

	private final HostAddresses addresses;

	private final @Nullable UpstreamProxy proxy;

	/**
	 * Creates a network.
	 * @param addresses looks names up
	 * @param proxy stands between; null where nothing does
	 */
	public UpstreamNetwork(HostAddresses addresses, @Nullable UpstreamProxy proxy) {
		this.addresses = addresses;
		this.proxy = proxy;
	}

	/**
	 * A client for one host.
	 * @param loop its connections run on it
	 * @param target the host's address; null where there is none to ask
	 * @param attempt how long an attempt to connect may take, over all addresses
	 * @return the client, which tries nothing again
	 */
	public HttpClient client(EventLoop loop, @Nullable URI target, Duration attempt) {
		UpstreamProxy between = (this.proxy != null && target != null && this.proxy.isFor(target)) ? this.proxy : null;
		HttpClient client = HttpClient.create(ConnectionProvider.newConnection())
			.runOn(loop)
			// Whether and when to try again is the machine's to say.
			.disableRetry(true)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) attempt.toMillis())
			.option(ChannelOption.TCP_NODELAY, true)
			.doOnChannelInit((observer, channel, remote) -> prepare(channel, attempt, between, target));
		return client
			.resolver((between != null) ? new ProxyAddresses(this.addresses, between.address()) : this.addresses);
	}

	private void prepare(Channel channel, Duration attempt, @Nullable UpstreamProxy between, @Nullable URI target) {
		if (between != null && target != null) {
			// Below TLS and the codec: neither knows of the proxy, and it sees none of
			// what they write.
			channel.pipeline().addFirst("tickrelay.proxy", new ProxyTunnel(between, authority(target)));
		}
		channel.pipeline()
			.addAfter(NettyPipeline.HttpCodec, "tickrelay.turn", new AddressTurn(this.addresses, attempt));
	}

	private static InetSocketAddress authority(URI target) {
		boolean secure = target.getScheme().equalsIgnoreCase("wss") || target.getScheme().equalsIgnoreCase("https");
		int port = (target.getPort() >= 0) ? target.getPort() : secure ? 443 : 80;
		return InetSocketAddress.createUnresolved(target.getHost(), port);
	}

}
