package io.tickrelay.cluster.engine;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replica's three connections to the engine: for commands, for reads that wait, and the
 * one whose subscription shows the others that this process lives. Each is made again a
 * quarter of a second after it was lost. Safe for any thread.
 */
public final class EngineConnections implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(EngineConnections.class);

	private static final Duration AGAIN = Duration.ofMillis(250);

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

	/** More commands than that wait for no answer in any second. */
	private static final int MOST_WAITING = 10_000;

	private final ClientResources resources;

	private final RedisClient client;

	private final ScheduledExecutorService timer = Executors
		.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("engine-connect").factory());

	private final AtomicReference<StatefulRedisConnection<byte[], byte[]>> commands = new AtomicReference<>();

	private final AtomicReference<StatefulRedisConnection<byte[], byte[]>> reader = new AtomicReference<>();

	private final AtomicReference<StatefulRedisPubSubConnection<String, String>> subscriber = new AtomicReference<>();

	private final Map<String, Consumer<Boolean>> subscriptions = new ConcurrentHashMap<>();

	private final Map<String, Runnable> channels = new ConcurrentHashMap<>();

	private volatile boolean closed;

	private volatile boolean failureTold;

	/**
	 * Creates connections, which begin to be made.
	 * @param uri where the engine is, or its sentinels
	 * @param ssl keys and trust; null where TLS is not spoken or the JDK's trust is
	 * enough
	 */
	public EngineConnections(RedisURI uri, @Nullable SslOptions ssl) {
		this.resources = ClientResources.builder()
			.ioThreadPoolSize(2)
			.computationThreadPoolSize(2)
			.reconnectDelay(Delay.constant(AGAIN))
			.build();
		this.client = RedisClient.create(this.resources, uri);
		this.client.setOptions(ClientOptions.builder()
			.sslOptions((ssl != null) ? ssl : SslOptions.create())
			.autoReconnect(true)
			.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
			// A command that was sent again would be too late, or twice.
			.replayFilter((command) -> true)
			.requestQueueSize(MOST_WAITING)
			.socketOptions(SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).tcpNoDelay(true).build())
			.build());
		this.client.addListener(new RedisConnectionStateListener() {
			@Override
			public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
				if (connection.equals(EngineConnections.this.subscriber.get())) {
					EngineConnections.this.subscriptions.values().forEach((listener) -> listener.accept(false));
				}
			}
		});
		connect(this.commands, () -> this.client.connectAsync(ByteArrayCodec.INSTANCE, uri), (_) -> {
		});
		connect(this.reader, () -> this.client.connectAsync(ByteArrayCodec.INSTANCE, uri), (_) -> {
		});
		connect(this.subscriber, () -> this.client.connectPubSubAsync(StringCodec.UTF8, uri), this::onSubscriber);
	}

	Optional<StatefulRedisConnection<byte[], byte[]>> commands() {
		return open(this.commands.get());
	}

	Optional<StatefulRedisConnection<byte[], byte[]>> reader() {
		return open(this.reader.get());
	}

	/**
	 * Subscribes to a channel, and tells whether the engine knows of the subscription.
	 */
	void followAlive(String channel, Consumer<Boolean> listener) {
		this.subscriptions.put(channel, listener);
		subscribe(channel);
	}

	/** Subscribes to a channel's messages. */
	void follow(String channel, Runnable listener) {
		this.channels.put(channel, listener);
		subscribe(channel);
	}

	@Override
	public void close() {
		this.closed = true;
		this.timer.shutdownNow();
		this.client.shutdown(0, 2, TimeUnit.SECONDS);
		this.resources.shutdown(0, 2, TimeUnit.SECONDS);
	}

	private <C extends StatefulConnection<?, ?>> void connect(AtomicReference<C> place,
			Supplier<? extends CompletionStage<C>> attempt, Consumer<C> onConnected) {
		if (this.closed) {
			return;
		}
		attempt.get().whenComplete((connection, failure) -> {
			if (connection != null) {
				this.failureTold = false;
				place.set(connection);
				onConnected.accept(connection);
			}
			else if (!this.closed) {
				tell(failure);
				this.timer.schedule(() -> connect(place, attempt, onConnected), AGAIN.toMillis(),
						TimeUnit.MILLISECONDS);
			}
		});
	}

	private void tell(Throwable failure) {
		if (!this.failureTold) {
			this.failureTold = true;
			// A message of Lettuce's names the engine's address and no password.
			log.atWarn()
				.addKeyValue("reason", String.valueOf(failure.getMessage()))
				.log("The engine of the cluster can't be reached; the relay tries on");
		}
	}

	private void onSubscriber(StatefulRedisPubSubConnection<String, String> connection) {
		connection.addListener(new RedisPubSubAdapter<String, String>() {
			@Override
			public void subscribed(String channel, long count) {
				Consumer<Boolean> listener = EngineConnections.this.subscriptions.get(channel);
				if (listener != null) {
					listener.accept(true);
				}
			}

			@Override
			public void message(String channel, String message) {
				Runnable listener = EngineConnections.this.channels.get(channel);
				if (listener != null) {
					listener.run();
				}
			}
		});
		this.subscriptions.keySet().forEach(this::subscribe);
		this.channels.keySet().forEach(this::subscribe);
	}

	private void subscribe(String channel) {
		open(this.subscriber.get()).ifPresent((connection) -> connection.async().subscribe(channel));
	}

	private static <C extends StatefulConnection<?, ?>> Optional<C> open(C connection) {
		return (connection != null && connection.isOpen()) ? Optional.of(connection) : Optional.empty();
	}

}
