package io.tickrelay.load;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.tickrelay.load.client.ClientLoop;
import io.tickrelay.load.client.LoadConnection;
import io.tickrelay.load.client.LoadTransport;
import io.tickrelay.load.client.Tally;
import io.tickrelay.load.client.TickAccount;
import io.tickrelay.load.machine.ProcessMeter;
import io.tickrelay.load.machine.Target;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * All clients of one transport, on one event loop. They connect a few at a time and wait
 * until each stream of each has ticked. They let the relay warm up, and measure. The loop
 * owns everything in here but the result.
 */
final class LoadClients implements AutoCloseable {

	private static final long STEP_MS = 10;

	// The pace is 1,000 a second, and no more at once than a backlog takes.
	private static final int CONNECTS_PER_STEP = 10;

	private static final int MOST_CONNECTING = 100;

	private static final Duration LONGEST_START = Duration.ofMinutes(3);

	// The first storm warms the code that connects need, and is not measured.
	private static final int STORMS = 3;

	private final LoadTransport transport;

	private final LoadSettings settings;

	private final Target relay;

	private final ProcessMeter meter;

	private final Tally tally = new Tally();

	private final List<LoadConnection> connections;

	private final ClientLoop loop = new ClientLoop();

	// A loop of the storms' own, because they must not keep the measured clients from
	// reading.
	private final ClientLoop newcomers = new ClientLoop();

	private final CompletableFuture<LoadResult> result = new CompletableFuture<>();

	private final @Nullable Storm storm;

	private int started;

	private int connecting;

	private int ready;

	private ProcessMeter.@Nullable Reading before;

	LoadClients(LoadTransport transport, LoadSettings settings, int port, ProcessMeter meter) {
		this.transport = transport;
		this.settings = settings;
		this.relay = new Target(transport.name(), port, meter);
		this.meter = meter;
		LoadConnection.Scratch scratch = new LoadConnection.Scratch();
		this.connections = IntStream.range(0, settings.clients()).mapToObj((client) -> {
			TickAccount account = new TickAccount(this.tally, client, settings.streams(), settings.pool());
			return new LoadConnection(transport, transport.request(settings.query(client)), account, this.tally,
					scratch);
		}).toList();
		this.storm = (settings.storm() > 0) ? storm() : null;
	}

	private Storm storm() {
		Tally own = new Tally();
		return new Storm(this.relay, this.settings.storm(), Storm.silent(this.transport, own),
				LoadConnection::isGreeted, own, this.newcomers);
	}

	/**
	 * Runs from the first connection to the end of the window.
	 * @return the result
	 * @throws IllegalStateException if not every client gets ticks, or not in time
	 */
	LoadResult run() {
		Duration patience = LONGEST_START.multipliedBy(2)
			.plus(this.settings.warmup().multipliedBy(STORMS))
			.plus(this.settings.window().multipliedBy(2 + STORMS))
			.plus((this.storm != null) ? Storm.LONGEST.multipliedBy(STORMS) : Duration.ZERO);
		later(Duration.ZERO, () -> {
			this.before = this.meter.read();
			ramp(System.nanoTime() + LONGEST_START.toNanos());
		});
		return ClientLoop.await(this.result, patience);
	}

	@Override
	public void close() {
		this.newcomers.close();
		this.loop.close();
	}

	private void ramp(long deadlineNanos) {
		for (int i = 0; i < CONNECTS_PER_STEP && this.started < this.connections.size()
				&& this.connecting < MOST_CONNECTING; i++) {
			connect(this.connections.get(this.started++));
		}
		while (this.ready < this.started && this.connections.get(this.ready).account().isComplete()) {
			this.ready++;
		}
		if (this.ready == this.connections.size()) {
			later(this.settings.warmup(), this::startWindow);
		}
		else if (deadlineNanos - System.nanoTime() > 0 && this.tally.mishaps().isEmpty()) {
			later(Duration.ofMillis(STEP_MS), () -> ramp(deadlineNanos));
		}
		else {
			giveUp();
		}
	}

	// Figures of a part of the clients would answer another question.
	private void giveUp() {
		long without = this.connections.stream().filter((client) -> !client.account().isComplete()).count();
		String reasons = this.tally.mishaps()
			.entrySet()
			.stream()
			.map((mishap) -> "; " + mishap.getValue() + " times a client " + mishap.getKey())
			.collect(Collectors.joining());
		this.connections.forEach(LoadConnection::stop);
		this.result.completeExceptionally(new IllegalStateException(this.transport + ": nothing was measured, because "
				+ without + " of " + this.connections.size() + " clients had not had a tick of each stream" + reasons));
	}

	private void connect(LoadConnection connection) {
		this.connecting++;
		this.loop.connect(connection, this.relay.address(), this.tally).addListener((_) -> this.connecting--);
	}

	private void startWindow() {
		this.connections.forEach((connection) -> connection.account().startWindow());
		Histogram latencies = Tally.latencies();
		this.tally.measure(latencies);
		ProcessMeter.Reading start = this.meter.read();
		later(this.settings.window(), () -> endWindow(start, latencies));
	}

	private void endWindow(ProcessMeter.Reading start, Histogram latencies) {
		ProcessMeter.Reading end = this.meter.read();
		this.tally.pause();
		List<Long> ticks = this.connections.stream().map((client) -> client.account().ticks()).sorted().toList();
		long silent = this.connections.stream().mapToLong((client) -> client.account().silentStreams()).sum();
		Consumer<@Nullable StormResult> finish = (storms) -> {
			this.result.complete(new LoadResult(this.transport, this.settings, end.since(start), rssPerClient(end),
					latencies, ticks, silent, this.tally.numbers(), this.tally.mishaps(), storms));
			this.connections.forEach(LoadConnection::stop);
		};
		if (this.storm != null) {
			storm(this.storm,
					new StormResult(List.of(), Tally.latencies(), Tally.latencies(), Map.of(), HealthChecks.NONE),
					STORMS, finish);
		}
		else {
			finish.accept(null);
		}
	}

	/** Each measured storm has a window without a storm before it. */
	private void storm(Storm next, StormResult sofar, int left, Consumer<? super StormResult> finish) {
		if (left == STORMS) {
			come(next, sofar, left, 0, finish);
		}
		else {
			this.tally.measure(sofar.calm());
			ProcessMeter.Reading start = this.meter.read();
			later(this.settings.window(), () -> {
				ProcessMeter.Usage usage = this.meter.read().since(start);
				come(next, sofar, left, usage.share(usage.relay()), finish);
			});
		}
	}

	private void come(Storm next, StormResult sofar, int left, double calmShare, Consumer<? super StormResult> finish) {
		boolean measured = left < STORMS;
		this.tally.measure(measured ? sofar.storm() : Tally.latencies());
		HealthProbe probe = HealthProbe.start(this.relay.address());
		onLoop(next.come().whenComplete((_, _) -> probe.stop()), (arrival) -> {
			this.tally.pause();
			onLoop(probe.stop(), (checks) -> {
				StormResult more = measured ? sofar.with(arrival.without(calmShare), checks)
						: sofar.withMishaps(checks);
				// The result of all storms so far.
				onLoop(next.leave(), (mishaps) -> goOn(next, more.with(mishaps), left - 1, finish));
			});
		});
	}

	private void goOn(Storm next, StormResult sofar, int left, Consumer<? super StormResult> finish) {
		if (left > 0) {
			later(this.settings.warmup(), () -> storm(next, sofar, left, finish));
		}
		else {
			finish.accept(sofar);
		}
	}

	private <T> void onLoop(CompletableFuture<T> outcome, Consumer<? super T> step) {
		outcome.whenComplete((value, failure) -> later(Duration.ZERO, () -> {
			if (failure != null) {
				throw new IllegalStateException(failure.getMessage(), failure);
			}
			step.accept(value);
		}));
	}

	private @Nullable Double rssPerClient(ProcessMeter.Reading end) {
		return (this.before != null && this.before.relayRssKib() != null && end.relayRssKib() != null)
				? (end.relayRssKib() - this.before.relayRssKib()) / (double) this.settings.clients() : null;
	}

	private void later(Duration delay, Runnable step) {
		this.loop.later(delay, step, this.result);
	}

}
