package io.tickrelay.simulator;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.tickrelay.simulator.market.Clock;
import io.tickrelay.simulator.market.SimulatorSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.DisposableServer;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * A server that speaks the vendor's protocol on 127.0.0.1 and pushes markets that move.
 * One event loop runs everything, one timer drives all markets. Every method may be
 * called from any thread that may block.
 */
public final class SimulatorServer implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SimulatorServer.class);

	private static final String HOST = "127.0.0.1";

	private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

	private static final long PULSE_MS = 10;

	private final SimulatorSettings settings;

	private final Clock clock;

	private final SimulatorHook hook;

	private final Sessions sessions = new Sessions();

	private final Exchange exchange;

	private final LoopResources loops = LoopResources.create("simulator", 1, true);

	private final ChannelGroup channels;

	private final DisposableServer server;

	private final Future<?> timer;

	private final AtomicBoolean closed = new AtomicBoolean();

	private SimulatorServer(SimulatorSettings settings, Clock clock, SimulatorHook hook) {
		this.settings = settings;
		this.clock = clock;
		this.hook = hook;
		this.exchange = new Exchange(settings, hook::mutes);
		EventLoop loop = this.loops.onServer(LoopResources.DEFAULT_NATIVE).next();
		this.channels = new DefaultChannelGroup(loop);
		hook.onStart(loop);
		this.server = bind();
		this.timer = loop.scheduleWithFixedDelay(this::pulse, PULSE_MS, PULSE_MS, TimeUnit.MILLISECONDS);
	}

	/**
	 * Starts a simulator.
	 * @param settings how it behaves
	 * @return the simulator, listening
	 * @throws RuntimeException if the port is taken
	 */
	public static SimulatorServer start(SimulatorSettings settings) {
		return start(settings, Clock.system(), SimulatorHook.NONE);
	}

	/**
	 * Starts a simulator with a clock of its own.
	 * @param settings its port, its key, its limits
	 * @param clock what its markets go by
	 * @param hook what watches it and leads it astray
	 * @return it, listening
	 */
	static SimulatorServer start(SimulatorSettings settings, Clock clock, SimulatorHook hook) {
		return new SimulatorServer(settings, clock, hook);
	}

	/**
	 * Where to connect; {@code ?business=B&apikey=K} is still to be added.
	 * @return such as {@code ws://127.0.0.1:40123/ws}
	 */
	public URI webSocketUri() {
		return URI.create("ws://" + HOST + ":" + port() + "/ws");
	}

	/**
	 * Where to ask the REST interface.
	 * @return such as {@code http://127.0.0.1:40123}
	 */
	public URI restUri() {
		return URI.create("http://" + HOST + ":" + port());
	}

	/**
	 * The port that it listens on.
	 * @return never 0
	 */
	public int port() {
		return this.server.port();
	}

	/**
	 * Stops listening, breaks off all connections and stops the loop; waits for it, at
	 * most about five seconds. A second call does nothing.
	 */
	@Override
	public void close() {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		this.timer.cancel(false);
		this.channels.close().awaitUninterruptibly(LONGEST_CLOSE.toMillis());
		this.server.disposeNow(LONGEST_CLOSE);
		stopLoops();
	}

	private DisposableServer bind() {
		CommandHandler commands = new CommandHandler(this.settings.limits(), this.exchange, this.hook, this.clock);
		RestHandler rest = new RestHandler(this.exchange, this.hook, this.clock);
		HandshakeHandler handshakes = new HandshakeHandler(this.settings.limits(), this.sessions, this.hook, commands,
				rest, this.clock);
		try {
			return HttpServer.create()
				.host(HOST)
				.port(this.settings.port())
				.runOn(this.loops)
				.doOnChannelInit((_, channel, _) -> prepare(channel))
				.handle(handshakes)
				.bindNow();
		}
		catch (RuntimeException ex) {
			stopLoops();
			throw ex;
		}
	}

	private void prepare(Channel channel) {
		this.channels.add(channel);
		this.hook.onConnection(channel);
		channel.pipeline().addAfter(NettyPipeline.HttpCodec, "simulator.key", new KeyFilter(this.settings.apiKey()));
	}

	private void pulse() {
		try {
			this.exchange.pulse(this.clock.nowMs());
			for (Session session : this.sessions.all()) {
				session.flush();
				session.pulse(this.settings.limits().heartbeatTimeout());
			}
		}
		catch (RuntimeException ex) {
			// An exception would end the timer, and with it every market without a word.
			logger.error("A simulated market failed", ex);
		}
	}

	private void stopLoops() {
		try {
			this.loops.disposeLater(Duration.ZERO, LONGEST_CLOSE)
				.toFuture()
				.get(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.warn("The simulator's loop did not stop in time", ex);
		}
	}

}
