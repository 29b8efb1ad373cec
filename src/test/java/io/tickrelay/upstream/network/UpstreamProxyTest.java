package io.tickrelay.upstream.network;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.tickrelay.testing.Certificates;
import io.tickrelay.testing.ConnectProxy;
import io.tickrelay.testing.Logs;
import io.tickrelay.testing.ScriptedServer;
import io.tickrelay.upstream.rest.RestOutcome;
import io.tickrelay.upstream.rest.RestResult;
import io.tickrelay.upstream.rest.RestSocket;
import io.tickrelay.upstream.wire.RestRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.netty.http.client.HttpClient;

import static io.tickrelay.upstream.UpstreamRig.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * An upstream behind a proxy.
 */
class UpstreamProxyTest extends UpstreamNetworkFixture {

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

}
