package io.tickrelay.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Minutes of random faults, which the profile {@code soak} runs. The property
 * {@code tickrelay.soak.duration} says how long. The seed is that of
 * {@code tickrelay.soak.seed}, or one that the test prints.
 */
@Tag("soak")
class SoakTest {

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	@Test
	void leavesEverythingAsItFoundIt() throws Exception {
		Duration duration = Duration.parse(property("duration", "PT10M"));
		long seed = Long.parseLong(property("seed", String.valueOf(System.currentTimeMillis())));
		System.out.println("tickrelay.soak.seed=" + seed + " tickrelay.soak.duration=" + duration);
		try (SoakRelay soakRelay = new SoakRelay()) {
			play(soakRelay.relay(), seed, Duration.ofSeconds(10));
			LeakAccount before = soakRelay.rest(PATIENCE);
			long ticks = play(soakRelay.relay(), seed + 1, duration);
			assertThat(ticks).isPositive();
			soakRelay.restAsBefore(before, PATIENCE);
		}
	}

	private static long play(Relay relay, long seed, Duration duration) throws Exception {
		long endNs = System.nanoTime() + duration.toNanos();
		Churn churn = Churn.start(relay, seed, 100, 40);
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<?>> plays = new ArrayList<>();
			for (String business : SoakRelay.BUSINESSES) {
				Random random = new Random(seed + business.hashCode());
				plays.add(threads.submit(() -> play(relay, business, random, endNs)));
			}
			for (Future<?> play : plays) {
				play.get();
			}
		}
		churn.end();
		return churn.ticks();
	}

	private static void play(Relay relay, String business, Random random, long endNs) {
		try (FaultScene faultScene = new FaultScene(relay, business)) {
			do {
				new RandomFaults(random, faultScene).play(20);
				faultScene.awaitLive(PATIENCE);
			}
			while (System.nanoTime() - endNs < 0);
		}
	}

	private static String property(String name, String otherwise) {
		String value = System.getProperty("tickrelay.soak." + name, "");
		return value.isEmpty() ? otherwise : value;
	}

}
