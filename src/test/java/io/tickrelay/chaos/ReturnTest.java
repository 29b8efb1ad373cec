package io.tickrelay.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.tickrelay.simulator.Simulator;
import io.tickrelay.simulator.market.SimulatorSettings;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.Wire;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients lose their connections at any byte and come back. Their ticks are compared with
 * those of a client that was never cut off. None may be missing.
 */
@Tag("full")
class ReturnTest {

	private static final List<String> STREAMS = List.of("crypto:BTCUSDT@trade", "crypto:ETHUSDT@trade",
			"common:XAUUSD@trade", "common:EURUSD@trade");

	/** Streams of two businesses have no common beginning. */
	private static final long BEGINNING_MICROS = TimeUnit.SECONDS.toMicros(1);

	@Test
	void missesNothingWhereverItIsCut() throws Exception {
		play(System.currentTimeMillis(), Duration.ofSeconds(12));
	}

	@Tag("soak")
	@Test
	void missesNothingForMinutes() throws Exception {
		String seed = System.getProperty("tickrelay.soak.seed", "");
		String duration = System.getProperty("tickrelay.soak.duration", "");
		play(seed.isEmpty() ? System.currentTimeMillis() : Long.parseLong(seed),
				Duration.parse(duration.isEmpty() ? "PT2M" : duration));
	}

	private static void play(long seed, Duration duration) throws Exception {
		System.out.println("Cut with seed " + seed + " for " + duration);
		String query = "mode=all&streams=" + String.join(",", STREAMS);
		List<Returner> clients = new ArrayList<>();
		try (Simulator vendor = Simulator.start(SimulatorSettings.defaults().withTicksPerSecond(40));
				Relay relay = Relay.start(vendor, "upstream.businesses=crypto,common",
						"upstream.heartbeat-interval=55s", "upstream.frames-per-minute=60");
				StreamClient witness = Wire.WEBSOCKET.connect(relay.port(), query)) {
			STREAMS.forEach((stream) -> witness.next((message) -> message.isTick() && message.stream().equals(stream)));
			try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
				long endNs = System.nanoTime() + duration.toNanos();
				List<Future<?>> plays = new ArrayList<>();
				for (int i = 0; i < 4; i++) {
					Wire wire = (i % 2 == 0) ? Wire.SSE : Wire.WEBSOCKET;
					Returner client = new Returner(wire + " " + i, wire, relay.port(), query, new Random(seed + i));
					clients.add(client);
					plays.add(threads.submit(() -> client.comeAndGo(endNs)));
				}
				for (Future<?> play : plays) {
					play.get();
				}
			}
			compare(witness, clients);
		}
		finally {
			for (Returner client : clients) {
				client.close();
			}
		}
	}

	private static void compare(StreamClient witness, List<Returner> clients) {
		List<Message> all = new ArrayList<>();
		Map<String, Long> goal = new HashMap<>();
		for (Message message = witness.poll(Duration.ZERO); message != null; message = witness.poll(Duration.ZERO)) {
			assertThat(message.type()).isEqualTo("trade");
			Long before = goal.put(message.stream(), message.number("seq"));
			assertThat(before).isIn(null, message.number("seq") - 1);
			all.add(message);
		}
		for (Returner client : clients) {
			client.catchUp(goal);
			List<Message> missed = all.stream()
				.filter((tick) -> tick.number("rts") > client.firstRts() + BEGINNING_MICROS)
				.filter((tick) -> !client.saw(tick.stream(), tick.number("seq")))
				.toList();
			assertThat(missed).as(client.name()).isEmpty();
			assertThat(client.broken()).isGreaterThan(10);
			// The others broke before the replay's end.
			assertThat(client.recovered()).isGreaterThan(1);
			assertThat(client.replayed()).isPositive();
		}
	}

}
