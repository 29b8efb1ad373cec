package io.tickrelay.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.tickrelay.load.client.Arrival;
import io.tickrelay.load.client.ClientLoop;
import io.tickrelay.load.client.LoadConnection;
import io.tickrelay.load.client.LoadTransport;
import io.tickrelay.load.client.Tally;
import io.tickrelay.load.client.TickAccount;
import io.tickrelay.load.machine.ProcessMeter;
import io.tickrelay.load.machine.Target;

/**
 * Many clients that connect at once. Their loop owns all state in here except what it
 * completes.
 */
final class Storm {

	static final Duration LONGEST = Duration.ofMinutes(3);

	// The vendor acknowledges a symbol of another business and sends nothing for it, and
	// so does the simulator. So the cost of the storm to the connected clients is the
	// cost of its connects.
	private static final String SILENT = "streams=crypto:SILENT.US@trade";

	private static final Duration STEP = Duration.ofMillis(10);

	// The pace keeps a burst from taking the measured clients' CPU.
	private static final int CONNECTS_PER_STEP = 100;

	/** The highest rate of connects, in clients a second. */
	static final long PACE = CONNECTS_PER_STEP * 1_000 / STEP.toMillis();

	private static final int CLOSES_PER_STEP = 20;

	private final Target target;

	private final int size;

	private final Supplier<LoadConnection> newcomer;

	private final Predicate<LoadConnection> arrived;

	private final Tally tally;

	private final ClientLoop loop;

	private final List<LoadConnection> newcomers = new ArrayList<>();

	private int answered;

	/**
	 * Creates a storm of which no client has connected yet.
	 * @param target the server to connect to
	 * @param size how many clients connect
	 * @param newcomer makes a client, which is to count in {@code tally}
	 * @param arrived whether a client has the answer that it came for
	 * @param tally of the same loop
	 * @param loop the loop on which they connect
	 */
	Storm(Target target, int size, Supplier<LoadConnection> newcomer, Predicate<LoadConnection> arrived, Tally tally,
			ClientLoop loop) {
		this.target = target;
		this.size = size;
		this.newcomer = newcomer;
		this.arrived = arrived;
		this.tally = tally;
		this.loop = loop;
	}

	/**
	 * Makes clients for a stream on which nothing ever happens.
	 * @param transport which way they come
	 * @param tally the tally that they count in
	 * @return a factory of clients
	 */
	static Supplier<LoadConnection> silent(LoadTransport transport, Tally tally) {
		LoadConnection.Scratch scratch = new LoadConnection.Scratch();
		return () -> new LoadConnection(transport, transport.request(SILENT), new TickAccount(tally, 0, 0, 1), tally,
				scratch);
	}

	/**
	 * Connects all clients. For any thread.
	 * @return how long it took until the last one had its answer; fails where one has
	 * none after {@link #LONGEST}
	 */
	CompletableFuture<Arrival> come() {
		CompletableFuture<Arrival> arrival = new CompletableFuture<>();
		this.loop.later(Duration.ZERO, () -> {
			this.answered = 0;
			come(this.target.meter().read(), arrival);
		}, arrival);
		return arrival;
	}

	private void come(ProcessMeter.Reading start, CompletableFuture<Arrival> arrival) {
		for (int i = 0; i < CONNECTS_PER_STEP && this.newcomers.size() < this.size; i++) {
			LoadConnection client = this.newcomer.get();
			this.newcomers.add(client);
			this.loop.connect(client, this.target.address(), this.tally);
		}
		while (this.answered < this.newcomers.size() && this.arrived.test(this.newcomers.get(this.answered))) {
			this.answered++;
		}
		if (this.answered == this.size) {
			ProcessMeter.Usage usage = this.target.meter().read().since(start);
			arrival.complete(new Arrival(this.size, usage.took(), usage.relay()));
		}
		else if (System.nanoTime() - start.nanos() < LONGEST.toNanos() && this.tally.mishaps().isEmpty()) {
			this.loop.later(STEP, () -> come(start, arrival), arrival);
		}
		else {
			arrival.completeExceptionally(new IllegalStateException(
					this.target.name() + ": a storm was not measured, because " + (this.size - this.answered) + " of "
							+ this.size + " newcomers had no answer; what befell them: " + this.tally.mishaps()));
		}
	}

	/**
	 * Closes all clients, little by little. For any thread.
	 * @return completes with their mishaps, each with how many
	 */
	CompletableFuture<Map<String, Long>> leave() {
		CompletableFuture<Map<String, Long>> gone = new CompletableFuture<>();
		this.loop.later(Duration.ZERO, () -> leave(gone), gone);
		return gone;
	}

	private void leave(CompletableFuture<Map<String, Long>> gone) {
		for (int i = 0; i < CLOSES_PER_STEP && !this.newcomers.isEmpty(); i++) {
			this.newcomers.removeLast().stop();
		}
		if (this.newcomers.isEmpty()) {
			gone.complete(this.tally.mishaps());
		}
		else {
			this.loop.later(STEP, () -> leave(gone), gone);
		}
	}

}
