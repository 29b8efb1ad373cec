package io.tickrelay.upstream.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import io.tickrelay.testing.Certificates;
import io.tickrelay.testing.ConnectProxy;
import io.tickrelay.testing.Logs;
import io.tickrelay.testing.ScriptedServer;
import io.tickrelay.upstream.UpstreamSocket;
import io.tickrelay.upstream.key.ApiKey;
import io.tickrelay.upstream.machine.Failure;
import io.tickrelay.upstream.rest.RestOutcome;
import io.tickrelay.upstream.rest.RestResult;
import io.tickrelay.upstream.rest.RestSocket;
import io.tickrelay.upstream.wire.RestRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.LoopResources;

import static io.tickrelay.upstream.UpstreamRig.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections to a host with several addresses, and through a proxy.
 */
class UpstreamNetworkTest implements UpstreamSocket.Owner {

	private static final String HOST = "infoway.test";

	private static final ApiKey KEY = ApiKey.of("s3cret-of-the-plan");

	private final LoopResources loops = LoopResources.create("test-network", 1, true);

	private final EventLoop loop = this.loops.onClient(LoopResources.DEFAULT_NATIVE).next();

	private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

	private final List<AutoCloseable> open = new ArrayList<>();

	private final List<InetAddress> known = new ArrayList<>();

	private final HostAddresses addresses = new HostAddresses((executor) -> new ListedNames(executor, this.known));

	private int sockets;

	private ScriptedServer server;

	@BeforeEach
	void listen() throws IOException {
		this.server = new ScriptedServer((connection, switching, out) -> out.write(switching));
		this.open.add(this.server);
	}

	@AfterEach
	void stop() throws Exception {
		this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(3)).block(Duration.ofSeconds(5));
		for (AutoCloseable one : this.open) {
			one.close();
		}
	}

	@Test
	void anAddressThatDropsWhatItIsSentLeavesTimeForTheNextAndComesLastFromThenOn() throws IOException {
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
	void aProxySeesTheNameAndNeverTheKey(@TempDir Path folder) throws Exception {
		Certificates authority = Certificates.authority(folder, "authority");
		ScriptedServer secure = new ScriptedServer(authority.serverFor(HOST), 0,
				(connection, switching, out) -> out.write(switching));
		this.open.add(secure);
		ConnectProxy proxy = proxy(secure.port(), 200);
		proxy.demand("relay", "pass: wörd");
		SslContext trust = SslContextBuilder.forClient().trustManager(authority.certificate()).build();
		URI url = URI.create("wss://" + HOST + ":" + secure.port() + "/ws?business=crypto");
		try (Logs logs = Logs.listen()) {
			logs.traceAll();
			connect(through(proxy, "relay", "pass: wörd", null).client(this.loop, url, Duration.ofSeconds(5))
				.secure((spec) -> spec.sslContext(trust)), url);
			assertHeard("1 opened");
			assertThat(logs.with("s3cret")).isEmpty();
			assertThat(logs.with("pass: w")).isEmpty();
		}
		// The name is unknown here.
		assertThat(proxy.requests()).singleElement()
			.satisfies((head) -> assertThat(head).startsWith("CONNECT " + HOST + ":" + secure.port() + " HTTP/1.1\r\n")
				.contains("Host: " + HOST + ":" + secure.port()));
		assertThat(proxy.seen()).doesNotContain("s3cret", "apikey", "business");
		assertThat(secure.requests()).singleElement()
			.satisfies((line) -> assertThat(line).contains("apikey=s3cret-of-the-plan"));
	}

	@Test
	void a407IsTheProxysAndAPasswordThatChangesIsReadAgain(@TempDir Path folder) throws IOException {
		ConnectProxy proxy = proxy(this.server.port(), 200);
		proxy.demand("relay", "new");
		Path file = Files.writeString(folder.resolve("password"), "old\n");
		URI url = URI.create("ws://" + HOST + ":" + this.server.port() + "/ws?business=crypto");
		HttpClient client = through(proxy, "relay", null, file).client(this.loop, url, Duration.ofSeconds(5));

		connect(client, url);
		assertHeard("1 closed proxy_unauthorized");
		assertThat(this.server.accepted()).isZero();
		Files.writeString(file, "new\n");
		await().until(() -> {
			connect(client, url);
			return "opened".equals(next().split(" ", 2)[1]);
		});
		assertThat(this.server.accepted()).isEqualTo(1);
	}

	@Test
	void saysThatTheProxyIsDeadOrSilentOrUnwilling() throws IOException {
		URI url = URI.create("ws://" + HOST + ":" + this.server.port() + "/ws?business=crypto");
		ConnectProxy dead = proxy(this.server.port(), 200);
		dead.close();
		connect(through(dead, null, null, null).client(this.loop, url, Duration.ofSeconds(5)), url);
		assertHeard("1 closed proxy_unreachable");
		connect(through(proxy(this.server.port(), 0), null, null, null).client(this.loop, url, Duration.ofMillis(300)),
				url);
		assertHeard("2 closed proxy_unreachable");
		for (int status : new int[] { 401, 403, 503 }) {
			connect(through(proxy(this.server.port(), status), null, null, null).client(this.loop, url,
					Duration.ofSeconds(5)), url);
			assertThat(next()).endsWith("closed proxy_refused");
		}
		assertThat(this.server.accepted()).isZero();
	}

	@Test
	void saysThatTheProxysNameIsUnknown() {
		URI url = URI.create("ws://" + HOST + ":" + this.server.port() + "/ws?business=crypto");
		UpstreamProxy nowhere = UpstreamProxy
			.of(new ProxyProperties("proxy.test", 3128, null, null, null, List.of(), true));
		connect(new UpstreamNetwork(this.addresses, nowhere).client(this.loop, url, Duration.ofSeconds(5)), url);
		assertHeard("1 closed proxy_unreachable");
	}

	@Test
	void leavesTheProxyOutWhereItIsTold() throws IOException {
		this.known.add(address("127.0.0.1"));
		ConnectProxy proxy = proxy(this.server.port(), 503);
		URI url = URI.create("ws://" + HOST + ":" + this.server.port() + "/ws?business=crypto");
		UpstreamProxy other = UpstreamProxy
			.of(new ProxyProperties("127.0.0.1", proxy.port(), null, null, null, List.of("*.test"), false));
		connect(new UpstreamNetwork(this.addresses, other).client(this.loop, url, Duration.ofSeconds(5)), url);
		assertHeard("1 opened");
		assertThat(proxy.requests()).isEmpty();
	}

	@Test
	void restGoesThroughTheProxyToo() throws IOException {
		ScriptedServer rest = new ScriptedServer((connection, switching, out) -> out
			.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".getBytes(StandardCharsets.US_ASCII)));
		this.open.add(rest);
		ConnectProxy proxy = proxy(rest.port(), 200);
		URI base = URI.create("http://" + HOST + ":" + rest.port());
		assertThat(ask(through(proxy, null, null, null), base)).isInstanceOf(RestResult.Answered.class);
		assertThat(proxy.requests()).singleElement().asString().startsWith("CONNECT " + HOST);
		proxy.demand("relay", "password");
		assertThat(ask(through(proxy, "relay", "wrong", null), base).outcome()).isEqualTo(RestOutcome.PROXY_FAILED);
		assertThat(rest.accepted()).isEqualTo(1);
	}

	@Test
	void readsTheHostsFileAsItIs() throws Exception {
		assertThat(FreshNames.on(this.loop, this.loops).resolveAll("LOCALHOST.").get(5, TimeUnit.SECONDS))
			.contains(address("127.0.0.1"));
	}

	@Override
	public void onOpened(int number) {
		this.heard.add(number + " opened");
	}

	@Override
	public void onAlive(int number) {
		// Each frame tells that as well.
	}

	@Override
	public void onFrame(int number, WebSocketFrame frame) {
		this.heard.add(number + " frame");
	}

	@Override
	public void onRefused(int number, int status) {
		this.heard.add(number + " refused " + status);
	}

	@Override
	public void onClosed(int number, Failure failure) {
		this.heard.add(number + " closed " + failure.code());
	}

	private RestResult<byte[]> ask(UpstreamNetwork network, URI base) {
		RestSocket socket = new RestSocket(network.client(this.loop, base, Duration.ofSeconds(5)), base);
		return Objects.requireNonNull(socket.send(RestRequest.MARKETS, KEY).block(Duration.ofSeconds(10)));
	}

	private ConnectProxy proxy(int target, int status) throws IOException {
		ConnectProxy proxy = new ConnectProxy(target, status);
		this.open.add(proxy);
		return proxy;
	}

	private UpstreamNetwork through(ConnectProxy proxy, @Nullable String user, @Nullable String password,
			@Nullable Path file) {
		return new UpstreamNetwork(this.addresses, UpstreamProxy.of(new ProxyProperties("127.0.0.1", proxy.port(), user,
				(password == null) ? null : ProxyPassword.of(password), file, List.of(), true)));
	}

	private void connect(HttpClient client, URI url) {
		this.sockets++;
		UpstreamSocket socket = new UpstreamSocket(this.sockets, this.loop, this);
		this.loop.execute(() -> socket.open(client, url, KEY));
	}

	private void assertHeard(String what) {
		assertThat(next()).isEqualTo(what);
	}

	private String next() {
		try {
			return String.valueOf(this.heard.poll(10, TimeUnit.SECONDS));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private HostAddresses.Place place(String address) {
		return this.addresses.placeOf(new InetSocketAddress(address(address), this.server.port()));
	}

	private static InetAddress address(String text) {
		return InetAddress.ofLiteral(text);
	}

	/** Knows the addresses of one host. */
	private static final class ListedNames extends InetNameResolver {

		private final List<InetAddress> known;

		private ListedNames(EventExecutor executor, List<InetAddress> known) {
			super(executor);
			this.known = known;
		}

		@Override
		protected void doResolve(String host, Promise<InetAddress> promise) {
			promise.setFailure(new UnsupportedOperationException());
		}

		@Override
		protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
			if (host.equals(HOST) && !this.known.isEmpty()) {
				promise.setSuccess(List.copyOf(this.known));
			}
			else {
				promise.setFailure(new UnknownHostException());
			}
		}

	}

}
