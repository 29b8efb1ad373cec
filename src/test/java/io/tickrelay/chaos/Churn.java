package io.tickrelay.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.client.SocketClient;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Clients that come, change their streams and go at random, each with a received log. */
final class Churn {

	private static final int SYMBOLS = 30;

	private static final List<String> BUSINESSES = List.of("stock", "crypto", "common");

	private static final List<String> CHANNELS = List.of("trade", "depth", "kline_1m");

	private final Relay relay;

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private final List<Future<?>> clients = new ArrayList<>();

	private final LongAdder visits = new LongAdder();

	private final LongAdder ticks = new LongAdder();

	// Written by the test, read by every client.
	private volatile boolean over;

	private Churn(Relay relay) {
		this.relay = relay;
	}

	/** The number of clients of each kind at a time. */
	static Churn start(Relay relay, long seed, int browsers, int services) {
		Churn churn = new Churn(relay);
		for (int i = 0; i < browsers + services; i++) {
			Random random = new Random(seed * 1_000 + i);
			boolean browser = i < browsers;
			churn.clients.add(churn.threads.submit(() -> churn.comeAndGo(random, browser)));
		}
		return churn;
	}

	/** Lets all clients leave, and fails where one was told anything wrong. */
	void end() {
		this.over = true;
		try {
			for (Future<?> client : this.clients) {
				client.get(2 * StreamClient.PATIENCE.toSeconds(), TimeUnit.SECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new AssertionError(ex);
		}
		finally {
			this.threads.shutdownNow();
		}
	}

	long visits() {
		return this.visits.sum();
	}

	long ticks() {
		return this.ticks.sum();
	}

	private void comeAndGo(Random random, boolean browser) {
		while (!this.over) {
			boolean all = random.nextBoolean();
			String query = "mode=" + (all ? "all" : "conflate") + "&streams=" + some(random);
			SocketClient client = browser ? SseClient.connect(this.relay.port(), query)
					: BareWebSocket.connect(this.relay.port(), query);
			Watcher watcher = new Watcher(query, client, all);
			stay(watcher, random);
			if (client instanceof BareWebSocket socket) {
				for (int i = random.nextInt(4); i > 0; i--) {
					String op = random.nextBoolean() ? "\"unsubscribe\",\"all\":true"
							: "\"subscribe\",\"streams\":[\"" + some(random).replace(",", "\",\"") + "\"]";
					socket.text("{\"op\":" + op + ",\"id\":" + i + "}");
					// A stream that is given up and asked for again begins anew, so no
					// received log fits.
					pass(client, random);
				}
			}
			assertThat(client.isOpen()).as(query).isTrue();
			if (random.nextInt(3) == 0) {
				client.reset();
			}
			else {
				client.leave();
			}
			this.visits.increment();
		}
	}

	private void pass(SocketClient client, Random random) {
		for (int messages = random.nextInt(20); messages > 0; messages--) {
			Message message = client.poll(Duration.ofMillis(100));
			assertThat((message != null) ? message.type() : "").isNotEqualTo("error");
		}
	}

	private void stay(Watcher watcher, Random random) {
		// With three JVMs on two cores, shorter visits would come faster than they are
		// served.
		watcher.listen(Duration.ofMillis(200 + random.nextInt(4_000)));
		this.ticks.add(watcher.ledger().ticks());
	}

	private static String some(Random random) {
		List<String> streams = new ArrayList<>();
		for (int count = 1 + random.nextInt(4); count > 0; count--) {
			streams.add(BUSINESSES.get(random.nextInt(BUSINESSES.size())) + ":S" + random.nextInt(SYMBOLS) + "@"
					+ CHANNELS.get(random.nextInt(CHANNELS.size())));
		}
		return String.join(",", streams);
	}

}
