package io.tickrelay.upstream.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import io.tickrelay.testing.ScriptedServer;
import io.tickrelay.upstream.UpstreamSocket;
import io.tickrelay.upstream.key.ApiKey;
import io.tickrelay.upstream.machine.Failure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.LoopResources;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A network whose names and proxy a test decides on.
 */
abstract class UpstreamNetworkFixture implements UpstreamSocket.Owner {

	static final String HOST = "infoway.test";

	static final ApiKey KEY = ApiKey.of("s3cret-of-the-plan");

	final LoopResources loops = LoopResources.create("test-network", 1, true);

	final EventLoop loop = this.loops.onClient(LoopResources.DEFAULT_NATIVE).next();

	final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

	final List<AutoCloseable> open = new ArrayList<>();

	final List<InetAddress> known = new ArrayList<>();

	final HostAddresses addresses = new HostAddresses((executor) -> new ListedNames(executor, this.known));

	int sockets;

	ScriptedServer server;

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

	void connect(HttpClient client, URI url) {
		this.sockets++;
		UpstreamSocket socket = new UpstreamSocket(this.sockets, this.loop, this);
		this.loop.execute(() -> socket.open(client, url, KEY));
	}

	void assertHeard(String what) {
		assertThat(next()).isEqualTo(what);
	}

	String next() {
		try {
			return String.valueOf(this.heard.poll(10, TimeUnit.SECONDS));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	static InetAddress address(String text) {
		return InetAddress.ofLiteral(text);
	}

	/** Knows the addresses of one host. */
	static final class ListedNames extends InetNameResolver {

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
