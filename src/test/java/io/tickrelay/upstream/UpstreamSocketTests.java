package io.tickrelay.upstream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import io.tickrelay.testing.ScriptedServer;
import io.tickrelay.upstream.key.ApiKey;
import io.tickrelay.upstream.machine.Failure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

import static io.tickrelay.upstream.UpstreamRig.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * One socket, whose host's name is looked up by the test.
 */
class UpstreamSocketTests implements UpstreamSocket.Owner {

	private final LoopResources loops = LoopResources.create("test-socket", 1, true);

	private final EventLoop loop = this.loops.onClient(LoopResources.DEFAULT_NATIVE).next();

	private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

	private final AtomicReference<Channel> created = new AtomicReference<>();

	private final UpstreamSocket socket = new UpstreamSocket(7, this.loop, this);

	private ScriptedServer server;

	@BeforeEach
	void listen() throws IOException {
		this.server = new ScriptedServer((connection, switching, out) -> out.write(switching));
	}

	@AfterEach
	void stop() throws IOException {
		this.server.close();
		this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(3)).block(Duration.ofSeconds(5));
	}

	@Test
	void triesEveryAddressOfItsHost() {
		open(client((promise) -> promise.setSuccess(List.of(address("127.0.0.2"), address("127.0.0.1")))));

		await().until(() -> this.heard.contains("7 opened"));
		onLoop(this.socket::close);
		await().until(() -> this.heard.contains("7 closed connection_lost"));
		assertThat(this.heard).hasSize(2);
	}

	@Test
	void isClosedOnceWhenNoAddressAnswers() {
		open(client((promise) -> promise.setSuccess(List.of(address("127.0.0.2"), address("127.0.0.3")))));

		await().until(() -> this.heard.contains("7 closed connect_refused"));
		assertHeardOnce();
	}

	@Test
	void saysThatItsHostHasNoAddress() {
		open(client((promise) -> promise.setFailure(new UnknownHostException("s3cret"))));

		await().until(() -> this.heard.contains("7 closed dns_failed"));
		assertHeardOnce();
	}

	@Test
	void isClosedOnceWhenItsAddressComesTooLate() {
		AtomicReference<Promise<List<InetAddress>>> lookup = new AtomicReference<>();
		open(client(lookup::set));
		await().until(() -> lookup.get() != null);
		onLoop(this.socket::close);
		await().until(() -> this.heard.contains("7 closed connect_failed"));
		onLoop(() -> lookup.get().trySuccess(List.of(address("127.0.0.1"))));

		assertHeardOnce();
		assertThat(this.created.get().isOpen()).isFalse();
		assertThat(this.server.accepted()).isZero();
	}

	@Test
	void closesAChannelThatComesTooLate() {
		AtomicReference<Runnable> gate = new AtomicReference<>();
		// An attempt that does not notice that it was given up.
		HttpClient slow = client((promise) -> promise.setSuccess(List.of(address("127.0.0.1"))))
			.mapConnect((connect) -> Mono.<Connection>create(
					(sink) -> gate.set(() -> connect.subscribe(sink::success, sink::error, sink::success))));
		open(slow);
		await().until(() -> gate.get() != null);
		onLoop(this.socket::close);
		await().until(() -> this.heard.contains("7 closed connect_failed"));
		assertThat(this.created).hasNullValue();
		onLoop(() -> gate.get().run());

		await().until(() -> this.created.get() != null && !this.created.get().isOpen());
		assertHeardOnce();
		assertThat(this.server.connections()).isZero();
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

	private void open(HttpClient client) {
		URI url = URI.create("ws://infoway.test:" + this.server.port() + "/ws?business=crypto");
		onLoop(() -> this.socket.open(client, url, ApiKey.of("s3cret")));
	}

	private HttpClient client(Consumer<Promise<List<InetAddress>>> lookup) {
		return HttpClient.create(ConnectionProvider.newConnection())
			.runOn(this.loop)
			.disableRetry(true)
			.resolver(new ScriptedLookup(lookup))
			.doOnChannelInit((observer, channel, remote) -> this.created.set(channel));
	}

	/** Whatever is on its way to the loop has come. */
	private void assertHeardOnce() {
		for (int turn = 0; turn < 3; turn++) {
			onLoop(() -> {
			});
		}
		assertThat(this.heard).hasSize(1);
	}

	private void onLoop(Runnable task) {
		try {
			this.loop.submit(task).get(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new AssertionError(ex);
		}
	}

	private static InetAddress address(String text) {
		return InetAddress.ofLiteral(text);
	}

	/** Looks every name up as the test says. */
	private static final class ScriptedLookup extends AddressResolverGroup<InetSocketAddress> {

		private final Consumer<Promise<List<InetAddress>>> lookup;

		private ScriptedLookup(Consumer<Promise<List<InetAddress>>> lookup) {
			this.lookup = lookup;
		}

		@Override
		protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
			return new InetNameResolver(executor) {

				@Override
				protected void doResolve(String host, Promise<InetAddress> promise) {
					promise.setFailure(new UnsupportedOperationException());
				}

				@Override
				protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
					ScriptedLookup.this.lookup.accept(promise);
				}

			}.asAddressResolver();
		}

	}

}
