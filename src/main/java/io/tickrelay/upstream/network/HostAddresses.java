package io.tickrelay.upstream.network;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.NameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FutureListener;
import io.netty.util.concurrent.Promise;

/**
 * The addresses of the upstream's hosts, in the order in which they are tried. Both
 * families alternate, as in RFC 8305, and an address that failed comes last until it has
 * answered again; so the attempt after a failed one begins with another address. One for
 * all connections of the key. Safe for any thread.
 */
public final class HostAddresses extends AddressResolverGroup<InetSocketAddress> {

	/** Names that change their addresses all the time must not fill the memory. */
	private static final int MOST_REMEMBERED = 256;

	private static final Place ALONE = new Place(0, 1);

	private final Function<EventExecutor, NameResolver<InetAddress>> names;

	/**
	 * When an address failed last, in turns: no clock is needed to tell the older one.
	 */
	private final Map<InetSocketAddress, Long> failures = new ConcurrentHashMap<>();

	private final Map<InetSocketAddress, Place> places = new ConcurrentHashMap<>();

	private final AtomicLong turns = new AtomicLong();

	/**
	 * Creates an empty memory.
	 * @param names looks names up on a loop
	 */
	public HostAddresses(Function<EventExecutor, NameResolver<InetAddress>> names) {
		this.names = names;
	}

	/** An address did not answer. */
	void failed(InetSocketAddress address) {
		if (this.failures.size() >= MOST_REMEMBERED) {
			this.failures.clear();
		}
		this.failures.put(address, this.turns.incrementAndGet());
	}

	/** An address has answered. */
	void answered(InetSocketAddress address) {
		this.failures.remove(address);
	}

	/** Where an address stood among its host's at the last look. */
	Place placeOf(InetSocketAddress address) {
		return this.places.getOrDefault(address, ALONE);
	}

	@Override
	protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
		return new Ordered(executor, this.names.apply(executor));
	}

	private List<InetSocketAddress> order(List<InetAddress> found, int port) {
		List<InetSocketAddress> addresses = new ArrayList<>(
				alternating(found).stream().map((address) -> new InetSocketAddress(address, port)).toList());
		addresses.sort(Comparator.comparing((address) -> this.failures.getOrDefault(address, 0L)));
		if (this.places.size() + addresses.size() > MOST_REMEMBERED) {
			this.places.clear();
		}
		for (int i = 0; i < addresses.size(); i++) {
			this.places.put(addresses.get(i), new Place(i, addresses.size()));
		}
		return addresses;
	}

	private static List<InetAddress> alternating(List<InetAddress> found) {
		boolean firstIsFour = found.getFirst() instanceof Inet4Address;
		List<InetAddress> own = found.stream().filter((one) -> one instanceof Inet4Address == firstIsFour).toList();
		List<InetAddress> other = found.stream().filter((one) -> one instanceof Inet4Address != firstIsFour).toList();
		List<InetAddress> mixed = new ArrayList<>();
		for (int i = 0; i < Math.max(own.size(), other.size()); i++) {
			if (i < own.size()) {
				mixed.add(own.get(i));
			}
			if (i < other.size()) {
				mixed.add(other.get(i));
			}
		}
		return mixed;
	}

	/**
	 * Where an address stands among those of its host.
	 *
	 * @param index from 0
	 * @param of how many there are
	 */
	record Place(int index, int of) {
	}

	/** One loop's way to look names up. */
	private final class Ordered extends AbstractAddressResolver<InetSocketAddress> {

		private final NameResolver<InetAddress> names;

		Ordered(EventExecutor executor, NameResolver<InetAddress> names) {
			super(executor, InetSocketAddress.class);
			this.names = names;
		}

		@Override
		protected boolean doIsResolved(InetSocketAddress address) {
			return !address.isUnresolved();
		}

		@Override
		protected void doResolve(InetSocketAddress unresolved, Promise<InetSocketAddress> promise) {
			Promise<List<InetSocketAddress>> all = executor().newPromise();
			all.addListener((FutureListener<List<InetSocketAddress>>) (done) -> {
				if (done.isSuccess()) {
					promise.trySuccess(done.getNow().getFirst());
				}
				else {
					promise.tryFailure(done.cause());
				}
			});
			doResolveAll(unresolved, all);
		}

		@Override
		protected void doResolveAll(InetSocketAddress unresolved, Promise<List<InetSocketAddress>> promise) {
			this.names.resolveAll(unresolved.getHostString())
				.addListener((FutureListener<List<InetAddress>>) (done) -> {
					if (!done.isSuccess()) {
						promise.tryFailure(done.cause());
					}
					else if (done.getNow().isEmpty()) {
						promise.tryFailure(new UnknownHostException());
					}
					else {
						promise.trySuccess(order(done.getNow(), unresolved.getPort()));
					}
				});
		}

		@Override
		public void close() {
			this.names.close();
		}

	}

}
