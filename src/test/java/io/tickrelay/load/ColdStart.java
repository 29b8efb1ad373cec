package io.tickrelay.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.tickrelay.load.client.Arrival;
import io.tickrelay.load.client.ClientLoop;
import io.tickrelay.load.client.LoadConnection;
import io.tickrelay.load.client.LoadTransport;
import io.tickrelay.load.client.Tally;
import io.tickrelay.load.client.TickAccount;
import io.tickrelay.load.machine.ProcessMeter;
import io.tickrelay.load.machine.Target;
import org.HdrHistogram.Histogram;

/**
 * Measures a relay that has just started. As soon as it is ready all clients connect at
 * once, then as many again. They stay for the first minute.
 */
final class ColdStart {

	private static final Duration FIRST_MINUTE = Duration.ofMinutes(1);

	private static final Duration LONGEST = Duration.ofSeconds(90);

	private static final Duration STEP = Duration.ofMillis(100);

	private static final int CROWDS = 2;

	private final LoadTransport transport;

	private final LoadSettings settings;

	private final Target relay;

	private final ClientLoop loop;

	private final Tally tally = new Tally();

	private final Histogram latencies = Tally.latencies();

	private final List<TickAccount> accounts = new ArrayList<>();

	private final List<Arrival> arrivals = new ArrayList<>();

	private ColdStart(LoadTransport transport, LoadSettings settings, Target relay, ClientLoop loop) {
		this.transport = transport;
		this.settings = settings;
		this.relay = relay;
		this.loop = loop;
	}

	/**
	 * Runs it.
	 * @param transport which way clients come
	 * @param settings how many, and of what
	 * @param relay that is starting
	 * @return what was seen
	 * @throws IllegalStateException if the relay does not start, or not every client is
	 * greeted
	 */
	static ColdResult run(LoadTransport transport, LoadSettings settings, RelayUnderLoad relay) {
		Duration ready = relay.awaitReady();
		try (ClientLoop loop = new ClientLoop()) {
			return new ColdStart(transport, settings,
					new Target(transport + ", cold", relay.port(), new ProcessMeter(relay.handle())), loop)
				.run(ready);
		}
	}

	private ColdResult run(Duration ready) {
		long readyNs = System.nanoTime();
		CompletableFuture<Void> begun = new CompletableFuture<>();
		this.loop.later(Duration.ZERO, () -> {
			this.tally.measure(this.latencies);
			begun.complete(null);
		}, begun);
		await(begun);
		Supplier<LoadConnection> newcomer = newcomer();
		List<Storm> crowds = Stream
			.generate(() -> new Storm(this.relay, this.settings.clients(), newcomer, LoadConnection::isGreeted,
					this.tally, this.loop))
			.limit(CROWDS)
			.toList();
		crowds.forEach((crowd) -> this.arrivals.add(await(crowd.come())));
		CompletableFuture<ColdResult> result = new CompletableFuture<>();
		this.loop.later(Duration.ZERO, () -> stay(ready, readyNs, result), result);
		ColdResult seen = await(result);
		crowds.forEach((crowd) -> await(crowd.leave()));
		return seen;
	}

	private Supplier<LoadConnection> newcomer() {
		LoadConnection.Scratch scratch = new LoadConnection.Scratch();
		return () -> {
			int client = this.accounts.size();
			TickAccount account = new TickAccount(this.tally, client, this.settings.streams(), this.settings.pool());
			this.accounts.add(account);
			return new LoadConnection(this.transport, this.transport.request(this.settings.query(client)), account,
					this.tally, scratch);
		};
	}

	// The window is at least as long as the time until each stream of each client has
	// ticked.
	private void stay(Duration ready, long readyNs, CompletableFuture<ColdResult> result) {
		Duration window = Duration.ofNanos(System.nanoTime() - readyNs);
		long without = this.accounts.stream().filter((account) -> !account.isComplete()).count();
		if (window.compareTo(window()) < 0 || (without > 0 && window.compareTo(window().plus(LONGEST)) < 0)) {
			this.loop.later(STEP, () -> stay(ready, readyNs, result), result);
			return;
		}
		this.tally.pause();
		Map<String, Long> mishaps = this.tally.mishaps();
		result.complete(new ColdResult(this.transport, this.settings.conflate(), ready, List.copyOf(this.arrivals),
				window, this.latencies, without, this.tally.numbers(), mishaps));
	}

	private Duration window() {
		return (this.settings.window().compareTo(FIRST_MINUTE) < 0) ? this.settings.window() : FIRST_MINUTE;
	}

	private static <T> T await(CompletableFuture<T> outcome) {
		return ClientLoop.await(outcome, Storm.LONGEST.plus(LONGEST).plus(FIRST_MINUTE));
	}

}
