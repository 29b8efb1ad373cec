package io.tickrelay.cluster.engine;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

import io.lettuce.core.KeyValue;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.tickrelay.cluster.lease.LeaseRequest;
import io.tickrelay.cluster.lease.LeaseView;

/**
 * The commands of a replica to the engine. Each answers or fails within its time. A
 * failure is the stage's, and no command blocks. Safe for any thread.
 */
public final class RedisEngine implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	/** The extra time of a read that waits in the engine. */
	private static final Duration READ_PATIENCE = Duration.ofSeconds(1);

	private static final byte[] FIELD = { 'b' };

	private static final String NOT_ABOVE_THE_TOP = "ERR The ID specified in XADD is equal or smaller";

	private static final int MOST_ENTRIES = 500;

	private final EngineConnections connections;

	private final EngineKeys keys;

	private final String replica;

	/**
	 * Creates an engine that begins to connect.
	 * @param connections its connections
	 * @param keys the names of what is in it
	 * @param replica the name of this process
	 */
	public RedisEngine(EngineConnections connections, EngineKeys keys, String replica) {
		this.connections = connections;
		this.keys = keys;
		this.replica = replica;
	}

	/**
	 * The name of this process.
	 * @return one that no other process ever has
	 */
	public String replica() {
		return this.replica;
	}

	/**
	 * Asks for the lease.
	 * @param request the request
	 * @return the lease behind it
	 */
	public CompletionStage<LeaseView> lease(LeaseRequest request) {
		return ask((redis) -> redis.<List<?>>eval(LeaseScript.TEXT, ScriptOutputType.MULTI,
				new byte[][] { bytes(this.keys.lease()) }, arguments(request)), PATIENCE)
			.thenApply((answer) -> LeaseScript.view(answer.stream().map(RedisEngine::text).toList()));
	}

	/**
	 * Appends an entry to the log.
	 * @param id its place, greater than that of every entry before it
	 * @param batch the inputs
	 * @param keepFrom the first place that is kept; entries before it are let go
	 * @return false where the log's top is at that place or beyond it
	 */
	public CompletionStage<Boolean> append(EntryId id, byte[] batch, EntryId keepFrom) {
		XAddArgs place = new XAddArgs().id(id.toString()).minId(keepFrom.toString()).approximateTrimming();
		return ask((redis) -> redis.xadd(bytes(this.keys.log()), place, FIELD, batch), PATIENCE).thenApply((_) -> true)
			.exceptionally((failure) -> {
				if (cause(failure) instanceof RedisCommandExecutionException refusal
						&& String.valueOf(refusal.getMessage()).startsWith(NOT_ABOVE_THE_TOP)) {
					return false;
				}
				throw new RedisException(cause(failure));
			});
	}

	/**
	 * Reads the log behind a place, and waits where there is nothing yet.
	 * @param after the place
	 * @param within how long to wait
	 * @return the entries in their order; none where none came
	 */
	public CompletionStage<List<LogEntry>> read(EntryId after, Duration within) {
		return this.connections.reader()
			.map((connection) -> bounded(
					connection.async().xread(XReadArgs.Builder.block(within).count(MOST_ENTRIES), behind(after)),
					within.plus(READ_PATIENCE)))
			.orElseGet(RedisEngine::unconnected)
			.thenApply((messages) -> messages.stream().map(RedisEngine::entry).toList());
	}

	/**
	 * The last entry of the log.
	 * @return its place; {@link EntryId#START} where there is none
	 */
	public CompletionStage<EntryId> top() {
		return ask((redis) -> redis.xrevrange(bytes(this.keys.log()), Range.unbounded(), Limit.from(1)), PATIENCE)
			.thenApply((messages) -> messages.isEmpty() ? EntryId.START : entry(messages.getFirst()).id());
	}

	/**
	 * Tells the others which topics this replica's clients want.
	 * @param topics as one batch
	 * @param goodFor how long that is true without another word
	 * @return completes when it is told
	 */
	public CompletionStage<?> wanted(byte[] topics, Duration goodFor) {
		return ask((redis) -> redis.set(bytes(this.keys.demand(this.replica)), topics,
				SetArgs.Builder.px(goodFor.toMillis())), PATIENCE)
			.thenCompose((_) -> ask((redis) -> redis.publish(bytes(this.keys.demandChannel()), bytes(this.replica)),
					PATIENCE));
	}

	/**
	 * The topics that the replicas' clients want.
	 * @return what each live replica has told
	 */
	public CompletionStage<List<byte[]>> allWanted() {
		return ask((redis) -> redis.pubsubChannels(bytes(this.keys.alive("*"))), PATIENCE).thenCompose((channels) -> {
			byte[][] names = channels.stream()
				.map((channel) -> bytes(this.keys.demand(text(channel).substring(this.keys.alivePrefix().length()))))
				.toArray(byte[][]::new);
			return (names.length == 0) ? CompletableFuture.completedFuture(List.<byte[]>of())
					: ask((redis) -> redis.mget(names), PATIENCE).thenApply(
							(values) -> values.stream().filter(KeyValue::hasValue).map(KeyValue::getValue).toList());
		});
	}

	/**
	 * Writes what all replicas of a cluster must have in common, unless it is there.
	 * @param identity what this replica has
	 * @return what the cluster has
	 */
	public CompletionStage<String> identity(String identity) {
		return ask((redis) -> redis.set(bytes(this.keys.identity()), bytes(identity), SetArgs.Builder.nx()), PATIENCE)
			.thenCompose((_) -> ask((redis) -> redis.get(bytes(this.keys.identity())), PATIENCE))
			.thenApply(RedisEngine::text);
	}

	/**
	 * A setting or fact of the engine.
	 * @param section of its report
	 * @return the facts by their names
	 */
	public CompletionStage<Map<String, String>> facts(String section) {
		return ask((redis) -> redis.info(section), PATIENCE).thenApply(EngineFacts::parse);
	}

	/**
	 * Follows this process's connection that shows the others that it lives.
	 * @param listener told whether it stands, on any thread
	 */
	public void followConnection(Consumer<Boolean> listener) {
		this.connections.followAlive(this.keys.alive(this.replica), listener);
	}

	/**
	 * Follows the replicas' words that they want other topics.
	 * @param listener told on any thread
	 */
	public void followDemand(Runnable listener) {
		this.connections.follow(this.keys.demandChannel(), listener);
	}

	@Override
	public void close() {
		this.connections.close();
	}

	// Lettuce takes the streams as an array of a generic type.
	@SuppressWarnings("unchecked")
	private XReadArgs.StreamOffset<byte[]>[] behind(EntryId place) {
		return (XReadArgs.StreamOffset<byte[]>[]) new XReadArgs.StreamOffset<?>[] {
				XReadArgs.StreamOffset.from(bytes(this.keys.log()), place.toString()) };
	}

	private byte[][] arguments(LeaseRequest request) {
		String[] texts = LeaseScript.arguments(this.replica, this.keys.alivePrefix(), request);
		byte[][] arguments = new byte[texts.length][];
		for (int i = 0; i < texts.length; i++) {
			arguments[i] = bytes(texts[i]);
		}
		return arguments;
	}

	private <T> CompletionStage<T> ask(Function<RedisAsyncCommands<byte[], byte[]>, CompletionStage<T>> command,
			Duration patience) {
		return this.connections.commands()
			.map(StatefulRedisConnection::async)
			.map((redis) -> bounded(command.apply(redis), patience))
			.orElseGet(RedisEngine::unconnected);
	}

	private static <T> CompletionStage<T> bounded(CompletionStage<T> answer, Duration patience) {
		return answer.toCompletableFuture().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
	}

	private static <T> CompletionStage<T> unconnected() {
		return CompletableFuture.failedFuture(new RedisException("There is no connection to the engine"));
	}

	private static LogEntry entry(StreamMessage<byte[], byte[]> message) {
		byte[] batch = message.getBody().values().stream().findFirst().orElseGet(() -> new byte[0]);
		return new LogEntry(EntryId.parse(message.getId()), batch);
	}

	private static Throwable cause(Throwable failure) {
		Throwable cause = failure.getCause();
		return (failure instanceof CompletionException && cause != null) ? cause : failure;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String text(Object bytes) {
		return (bytes instanceof byte[] utf8) ? new String(utf8, StandardCharsets.UTF_8) : String.valueOf(bytes);
	}

}
