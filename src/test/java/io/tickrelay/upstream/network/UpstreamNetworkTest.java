package io.tickrelay.upstream.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import reactor.netty.http.client.HttpClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections to a host with several addresses, and through a proxy.
 */
class UpstreamNetworkTest extends UpstreamNetworkFixture {

	@Test
	void aDeadAddressLeavesTimeForTheNextAndComesLast() throws IOException {
		this.known.addAll(List.of(address("127.0.0.2"), address("127.0.0.1")));
		ServerSocket hole = new ServerSocket(this.server.port(), 1, address("127.0.0.2"));
		this.open.add(hole);
		for (int i = 0; i < 4; i++) {
			SocketChannel filling = SocketChannel.open();
			this.open.add(filling);
			filling.configureBlocking(false);
			filling.connect(hole.getLocalSocketAddress());
		}
		UpstreamNetwork direct = new UpstreamNetwork(this.addresses, null);
		URI url = URI.create("ws://" + HOST + ":" + this.server.port() + "/ws?business=crypto");

		connect(direct.client(this.loop, url, Duration.ofSeconds(2)), url);
		assertHeard("1 opened");
		assertThat(place("127.0.0.2")).isEqualTo(new HostAddresses.Place(0, 2));
		connect(direct.client(this.loop, url, Duration.ofSeconds(2)), url);
		assertHeard("2 opened");
		assertThat(place("127.0.0.1")).isEqualTo(new HostAddresses.Place(0, 2));
		// One attempt, one session.
		assertThat(this.server.accepted()).isEqualTo(2);
		assertThat(this.heard).isEmpty();
	}

	@Test
	void anAddressThatResetsComesLastInTheNextAttempt() throws IOException {
		this.known.addAll(List.of(address("127.0.0.2"), address("127.0.0.1")));
		ServerSocket resetting = new ServerSocket(this.server.port(), 5, address("127.0.0.2"));
		this.open.add(resetting);
		Thread.ofPlatform().daemon().start(() -> {
			try {
				while (true) {
					resetting.accept().close();
				}
			}
			catch (IOException _) {
				// The test is over.
			}
		});
		UpstreamNetwork direct = new UpstreamNetwork(this.addresses, null);
		URI url = URI.create("ws://" + HOST + ":" + this.server.port() + "/ws?business=crypto");

		connect(direct.client(this.loop, url, Duration.ofSeconds(2)), url);
		assertHeard("1 closed connect_failed");
		connect(direct.client(this.loop, url, Duration.ofSeconds(2)), url);
		assertHeard("2 opened");
	}

	@Test
	void aNameThatChangesItsAddressIsFollowed() throws IOException {
		this.known.add(address("127.0.0.3"));
		UpstreamNetwork direct = new UpstreamNetwork(this.addresses, null);
		URI url = URI.create("ws://" + HOST + ":" + this.server.port() + "/ws?business=crypto");
		HttpClient client = direct.client(this.loop, url, Duration.ofSeconds(2));

		connect(client, url);
		assertHeard("1 closed connect_refused");
		this.known.set(0, address("127.0.0.1"));
		connect(client, url);
		assertHeard("2 opened");
	}

	@Test
	void readsTheHostsFileAsItIs() throws Exception {
		assertThat(FreshNames.on(this.loop, this.loops).resolveAll("LOCALHOST.").get(5, TimeUnit.SECONDS))
			.contains(address("127.0.0.1"));
	}

	private HostAddresses.Place place(String address) {
		return this.addresses.placeOf(new InetSocketAddress(address(address), this.server.port()));
	}

}
