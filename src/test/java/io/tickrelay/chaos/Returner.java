package io.tickrelay.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;

import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.ByteProxy;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.Wire;
import org.jspecify.annotations.Nullable;

/**
 * A client whose connection breaks at any byte, again and again. Each time it goes on
 * behind the last tick that reached it whole. It belongs to one thread.
 */
final class Returner implements AutoCloseable {

	private static final Duration BEAT = Duration.ofMillis(5);

	// The head of an answer has some 300 bytes.
	private static final double LEAST_BYTES = 300;

	private static final double MOST_BYTES = 60_000;

	private static final int LEAST_RECOVERIES = 2;

	private static final int MOST_LONGER = 64;

	private final String name;

	private final Wire wire;

	private final String query;

	private final Random random;

	private final ByteProxy proxy;

	private final Map<String, Set<Long>> seen = new HashMap<>();

	private final Map<String, Long> newest = new HashMap<>();

	private long firstRts;

	private long lastRts;

	private int recovered;

	private int replayed;

	Returner(String name, Wire wire, int port, String query, Random random) throws IOException {
		this.name = name;
		this.wire = wire;
		this.query = query;
		this.random = random;
		this.proxy = new ByteProxy(port);
	}

	/**
	 * Is cut off and comes back until the time is over. Most cuts come before all is
	 * replayed; where few returns fit into the time, it goes on until it has got through.
	 */
	void comeAndGo(long endNs) {
		long patienceNs = StreamClient.PATIENCE.toNanos();
		int longer = 1;
		while (System.nanoTime() - endNs < ((this.recovered < LEAST_RECOVERIES) ? patienceNs : 0)) {
			this.proxy.cutAfter(longer * (this.random.nextBoolean() ? anyMagnitude() : anySize()));
			visit(() -> false);
			// A machine may be too slow for any visit to take all ticks that came
			// meanwhile.
			longer = (System.nanoTime() - endNs > 0) ? Math.min(2 * longer, MOST_LONGER) : 1;
		}
	}

	/**
	 * The bytes before a cut amid the replay, as often below a few kilobytes as above.
	 */
	private long anyMagnitude() {
		return (long) (LEAST_BYTES * Math.pow(MOST_BYTES / LEAST_BYTES, this.random.nextDouble()));
	}

	/** The bytes before a cut that is mostly behind the replay. */
	private long anySize() {
		return (long) (MOST_BYTES * this.random.nextDouble());
	}

	/** Comes back once more, and stays until it has got as far. */
	void catchUp(Map<String, Long> goal) {
		this.proxy.cutNone();
		long endNs = System.nanoTime() + StreamClient.PATIENCE.toNanos();
		visit(() -> {
			if (System.nanoTime() - endNs > 0) {
				throw new AssertionError(this.name + " is at " + this.newest + " and not yet at " + goal);
			}
			return goal.entrySet().stream().allMatch((stream) -> at(stream.getKey()) >= stream.getValue());
		});
	}

	/** Whether a tick reached it, however often. */
	boolean saw(String stream, long seq) {
		return this.seen.getOrDefault(stream, Set.of()).contains(seq);
	}

	String name() {
		return this.name;
	}

	/** The receive time of the first tick that it ever got. */
	long firstRts() {
		return this.firstRts;
	}

	/** How often its connection broke. */
	int broken() {
		return this.proxy.broken();
	}

	/** How often it was told that nothing is missing. */
	int recovered() {
		return this.recovered;
	}

	/** How many ticks it was sent again, as far as it was told. */
	int replayed() {
		return this.replayed;
	}

	@Override
	public void close() throws IOException {
		this.proxy.close();
	}

	private void visit(BooleanSupplier enough) {
		StreamClient client = connect();
		if (client == null) {
			return;
		}
		try (client) {
			Map<String, Long> before = new HashMap<>();
			while (!enough.getAsBoolean()) {
				boolean stood = client.isOpen();
				Message message = client.poll(BEAT);
				if (message != null) {
					take(message, before);
				}
				else if (!stood) {
					return;
				}
			}
		}
	}

	private @Nullable StreamClient connect() {
		String again = (this.lastRts == 0) ? this.query : this.query + "&resumeAfter=" + this.lastRts;
		try {
			return switch (this.wire) {
				case SSE -> (this.lastRts == 0) ? SseClient.connect(this.proxy.port(), this.query)
						: SseClient.reconnect(this.proxy.port(), this.query, String.valueOf(this.lastRts));
				case WEBSOCKET -> BareWebSocket.connect(this.proxy.port(), again);
			};
		}
		catch (CompletionException ex) {
			// The cut is within the handshake's answer.
			return null;
		}
	}

	private void take(Message message, Map<String, Long> before) {
		switch (message.type()) {
			case "resumed" -> {
				complain(message, message.json().path("recovered").booleanValue());
				this.recovered++;
				this.replayed += (int) message.number("replayed");
			}
			case "trade" -> onTick(message, before);
			case "hello", "ack", "subscribed" -> {
				// The break is expected.
			}
			default -> complain(message, false);
		}
	}

	private void onTick(Message tick, Map<String, Long> before) {
		String stream = tick.stream();
		long seq = tick.number("seq");
		// A duplicate may come only after a return, and a hole never.
		complain(tick, seq > before.getOrDefault(stream, 0L));
		complain(tick, at(stream) == 0 || seq <= at(stream) + 1);
		before.put(stream, seq);
		this.newest.merge(stream, seq, Math::max);
		this.seen.computeIfAbsent(stream, (_) -> new HashSet<>()).add(seq);
		this.lastRts = tick.number("rts");
		this.firstRts = (this.firstRts == 0) ? this.lastRts : this.firstRts;
	}

	private long at(String stream) {
		return this.newest.getOrDefault(stream, 0L);
	}

	private void complain(Message message, boolean unless) {
		if (!unless) {
			throw new AssertionError(
					"%s has %s, last %d, and gets %s".formatted(this.name, this.newest, this.lastRts, message.json()));
		}
	}

}
