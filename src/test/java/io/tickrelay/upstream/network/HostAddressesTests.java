package io.tickrelay.upstream.network;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** In which order a host's addresses are tried. */
class HostAddressesTests {

	private final List<String> found = new ArrayList<>();

	private final HostAddresses addresses = new HostAddresses(Names::new);

	@Test
	void bothFamiliesAlternateAndTheFirstIsTheNameServers() {
		this.found.addAll(List.of("10.0.0.1", "10.0.0.2", "10.0.0.3", "::1", "::2"));
		assertThat(order()).containsExactly("10.0.0.1", "0:0:0:0:0:0:0:1", "10.0.0.2", "0:0:0:0:0:0:0:2", "10.0.0.3");
	}

	@Test
	void failedAddressesComeLastInTheOrderOfFailure() {
		this.found.addAll(List.of("10.0.0.1", "10.0.0.2", "10.0.0.3"));
		this.addresses.failed(address("10.0.0.1"));
		assertThat(order()).containsExactly("10.0.0.2", "10.0.0.3", "10.0.0.1");
		this.addresses.failed(address("10.0.0.2"));
		assertThat(order()).containsExactly("10.0.0.3", "10.0.0.1", "10.0.0.2");
		this.addresses.failed(address("10.0.0.3"));
		assertThat(order()).containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.3");
		this.addresses.answered(address("10.0.0.2"));
		assertThat(order()).containsExactly("10.0.0.2", "10.0.0.1", "10.0.0.3");
	}

	@Test
	void remembersNoMoreThanItHasTo() {
		this.found.add("10.0.0.1");
		for (int i = 0; i < 1000; i++) {
			this.addresses.failed(address("10.1." + i / 250 + "." + i % 250));
		}
		this.addresses.failed(address("10.0.0.1"));
		this.found.add("10.0.0.2");
		assertThat(order()).containsExactly("10.0.0.2", "10.0.0.1");
		assertThat(this.addresses.placeOf(address("10.0.0.1"))).isEqualTo(new HostAddresses.Place(1, 2));
		assertThat(this.addresses.placeOf(address("10.1.0.1"))).isEqualTo(new HostAddresses.Place(0, 1));
	}

	private List<String> order() {
		return this.addresses.getResolver(ImmediateEventExecutor.INSTANCE)
			.resolveAll(InetSocketAddress.createUnresolved("host.test", 443))
			.getNow()
			.stream()
			.map((address) -> address.getAddress().getHostAddress())
			.toList();
	}

	private static InetSocketAddress address(String text) {
		return new InetSocketAddress(InetAddress.ofLiteral(text), 443);
	}

	/** Finds what the test says. */
	private final class Names extends InetNameResolver {

		private Names(EventExecutor executor) {
			super(executor);
		}

		@Override
		protected void doResolve(String host, Promise<InetAddress> promise) {
			promise.setFailure(new UnsupportedOperationException());
		}

		@Override
		protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
			promise.setSuccess(HostAddressesTests.this.found.stream().map(InetAddress::ofLiteral).toList());
		}

	}

}
