package io.tickrelay.upstream.network;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.HostsFileEntriesProvider;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.NameResolver;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.concurrent.FutureListener;
import io.netty.util.concurrent.Promise;
import reactor.netty.resources.LoopResources;

/**
 * Looks names up as they are now. The hosts file is read each time, because Netty would
 * read it once; what DNS says is kept for half a minute at most, whatever its TTL; both
 * families are waited for, because one may lead nowhere. Nothing blocks the loop.
 */
public final class FreshNames extends InetNameResolver {

	private static final int LONGEST_KEPT_S = 30;

	private static final long QUERY_TIMEOUT_MS = 2000;

	private static final String LOCALHOST = "localhost";

	private final DnsNameResolver dns;

	private FreshNames(EventLoop loop, DnsNameResolver dns) {
		super(loop);
		this.dns = dns;
	}

	/**
	 * Resolves names anew for each connection.
	 * @param loop where answers are told
	 * @param loops give the resolver its channels
	 * @return a resolver that remembers nothing
	 */
	public static NameResolver<InetAddress> on(EventLoop loop, LoopResources loops) {
		return new FreshNames(loop,
				new DnsNameResolverBuilder(loop).datagramChannelType(loops.onChannelClass(DatagramChannel.class, loop))
					.socketChannelType(loops.onChannelClass(SocketChannel.class, loop))
					.ttl(0, LONGEST_KEPT_S)
					.negativeTtl(0)
					.queryTimeoutMillis(QUERY_TIMEOUT_MS)
					.completeOncePreferredResolved(false)
					.hostsFileEntriesResolver((host, types) -> null)
					.build());
	}

	@Override
	protected void doResolve(String host, Promise<InetAddress> promise) {
		resolveAll(host).addListener((FutureListener<List<InetAddress>>) (done) -> {
			if (done.isSuccess()) {
				promise.trySuccess(done.getNow().getFirst());
			}
			else {
				promise.tryFailure(done.cause());
			}
		});
	}

	@Override
	protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
		List<InetAddress> local = local(host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", ""));
		if (!local.isEmpty()) {
			promise.trySuccess(local);
			return;
		}
		this.dns.resolveAll(host).addListener((FutureListener<List<InetAddress>>) (done) -> {
			if (done.isSuccess()) {
				promise.trySuccess(done.getNow());
			}
			else {
				promise.tryFailure(done.cause());
			}
		});
	}

	@Override
	public void close() {
		this.dns.close();
	}

	private static List<InetAddress> local(String host) {
		HostsFileEntriesProvider file = HostsFileEntriesProvider.parser().parseSilently();
		List<InetAddress> addresses = new ArrayList<>(file.ipv4Entries().getOrDefault(host, List.of()));
		addresses.addAll(file.ipv6Entries().getOrDefault(host, List.of()));
		if (addresses.isEmpty() && host.equals(LOCALHOST)) {
			addresses.add(InetAddress.ofLiteral("127.0.0.1"));
		}
		return addresses;
	}

}
