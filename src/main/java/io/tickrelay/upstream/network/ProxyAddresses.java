package io.tickrelay.upstream.network;

import java.net.InetSocketAddress;
import java.util.List;

import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FutureListener;
import io.netty.util.concurrent.Promise;
import io.tickrelay.upstream.machine.Failure;

/**
 * Answers every name with the proxy's addresses: the upstream's own name is looked up by
 * the proxy, and may be unknown here.
 */
final class ProxyAddresses extends AddressResolverGroup<InetSocketAddress> {

	private final HostAddresses addresses;

	private final InetSocketAddress proxy;

	ProxyAddresses(HostAddresses addresses, InetSocketAddress proxy) {
		this.addresses = addresses;
		this.proxy = proxy;
	}

	@Override
	protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
		AddressResolver<InetSocketAddress> direct = this.addresses.getResolver(executor);
		return new AbstractAddressResolver<>(executor, InetSocketAddress.class) {

			@Override
			protected boolean doIsResolved(InetSocketAddress address) {
				// An address of the upstream's is the proxy's to connect to, too.
				return false;
			}

			@Override
			protected void doResolve(InetSocketAddress unresolved, Promise<InetSocketAddress> promise) {
				doResolveAll(executor().<List<InetSocketAddress>>newPromise()
					.addListener((FutureListener<List<InetSocketAddress>>) (done) -> {
						if (done.isSuccess()) {
							promise.trySuccess(done.getNow().getFirst());
						}
						else {
							promise.tryFailure(done.cause());
						}
					}));
			}

			@Override
			protected void doResolveAll(InetSocketAddress unresolved, Promise<List<InetSocketAddress>> promise) {
				doResolveAll(promise);
			}

			private void doResolveAll(Promise<List<InetSocketAddress>> promise) {
				if (direct.isResolved(ProxyAddresses.this.proxy)) {
					promise.trySuccess(List.of(ProxyAddresses.this.proxy));
					return;
				}
				direct.resolveAll(ProxyAddresses.this.proxy)
					.addListener((FutureListener<List<InetSocketAddress>>) (done) -> {
						if (done.isSuccess()) {
							promise.trySuccess(done.getNow());
						}
						else {
							promise.tryFailure(new ProxyException(Failure.PROXY_UNREACHABLE, done.cause()));
						}
					});
			}

		};
	}

}
