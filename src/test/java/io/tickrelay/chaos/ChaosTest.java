package io.tickrelay.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.tickrelay.ops.RelayMeter;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.simulator.market.SimulatorSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Plays every row of {@link Nuisance} and {@link Blow} to a whole relay, and both mixed
 * by chance. Names without an address are {@code UpstreamSocketTests}', certificates
 * {@code TlsIT}'s.
 */
@Timeout(90)
class ChaosTest {

	private static final int FRAMES = 60;

	private static final String[] SETTINGS = { "upstream.heartbeat-interval=55s", "upstream.frames-per-minute=60",
			"upstream.ping-interval=1s", "upstream.reconnects-per-hour=1000" };

	private final Simulator vendor = Simulator.start(SimulatorSettings.defaults());

	@Test
	void costsNoFrameAndIsToldToNobodyWhereTheSessionStands() {
		try (vendor; Relay relay = relay(List.of("crypto")); Stage stage = new Stage(relay, "crypto")) {
			stage.awaitHealed();
			for (Nuisance nuisance : Nuisance.values()) {
				suffer(stage, nuisance);
			}
			assertThat(stage.connects()).isEqualTo(1);
			assertThat(relay.health()).isEqualTo(200);
			assertThat(relay.verdict()).isEqualTo("UP");
			obeyed(relay, List.of(stage));
		}
	}

	@Test
	void isToldWithinTwoSecondsAndHealsWhereTheSessionIsLost() throws Exception {
		List<String> businesses = Stream.of(Blow.values()).map(Blow::business).toList();
		try (vendor; Relay relay = relay(businesses)) {
			List<Stage> stages = inParallel(
					Stream.of(Blow.values()).<Callable<Stage>>map((blow) -> () -> takeAndHeal(relay, blow)).toList());
			assertThat(relay.verdict()).isEqualTo("UP");
			obeyed(relay, stages);
			stages.forEach(Stage::close);
		}
	}

	@Test
	void healsFromWhateverChanceBrings() throws Exception {
		List<String> seeds = IntStream.rangeClosed(1, 6).mapToObj((seed) -> "seed" + seed).toList();
		try (vendor; Relay relay = relay(seeds)) {
			List<Stage> stages = inParallel(
					seeds.stream().<Callable<Stage>>map((seed) -> () -> new Stage(relay, seed)).toList());
			inParallel(stages.stream().<Callable<Boolean>>map((stage) -> () -> {
				stage.awaitHealed();
				new Chance(new Random(stage.business().hashCode()), stage).play(12);
				stage.awaitHealed();
				return true;
			}).toList());
			assertThat(relay.verdict()).isEqualTo("UP");
			obeyed(relay, stages);
			stages.forEach(Stage::close);
		}
	}

	private static void suffer(Stage stage, Nuisance nuisance) {
		String kind = nuisance.undecodable();
		long counted = undecodable(stage, kind);
		long undecodable = undecodable(stage, null);
		String errorBefore = stage.lastError();
		stage.watchers().forEach((watcher) -> watcher.ledger().expectDataAlone(true));
		nuisance.inject(stage);
		stage.mark();
		stage.awaitFlow(2);
		stage.watchers().forEach((watcher) -> watcher.ledger().expectDataAlone(false));
		assertThat(undecodable(stage, kind) - counted).as(nuisance.name()).isEqualTo((kind != null) ? 1 : 0);
		assertThat(undecodable(stage, null) - undecodable).as(nuisance.name()).isEqualTo((kind != null) ? 1 : 0);
		String error = nuisance.lastError();
		assertThat(stage.lastError()).as(nuisance.name()).isEqualTo((error != null) ? error : errorBefore);
		assertThat(stage.health().path("state").stringValue()).as(nuisance.name()).isEqualTo("LIVE");
	}

	private static long undecodable(Stage stage, @Nullable String kind) {
		return (kind != null) ? stage.count(RelayMeter.UPSTREAM_UNDECODABLE, "kind", kind)
				: stage.count(RelayMeter.UPSTREAM_UNDECODABLE);
	}

	private static Stage takeAndHeal(Relay relay, Blow blow) {
		Stage stage = new Stage(relay, blow.business());
		stage.awaitHealed();
		blow.inject(stage);
		stage.awaitTold("stale", blow.within());
		stage.awaitLastError(blow.lastError());
		// Another business may be worse off, but none is for so long that it is down.
		assertThat(stage.relay().health()).isEqualTo(200);
		blow.heal(stage);
		stage.awaitHealed();
		stage.watchers().forEach((watcher) -> assertThat(watcher.ledger().gaps()).isEqualTo(2));
		assertThat(stage.sessions()).isEqualTo(2);
		assertThat(stage.count(RelayMeter.UPSTREAM_FAILURES, "code", blow.lastError())).isPositive();
		return stage;
	}

	private static void obeyed(Relay relay, List<Stage> stages) {
		assertThat(relay.vendor().observations().openSessions()).isEqualTo(stages.size());
		assertThat(relay.count(RelayMeter.UPSTREAM_BUGS)).isZero();
		assertThat(relay.count(RelayMeter.HUB_FAILURES)).isZero();
		assertThat(relay.count(RelayMeter.HUB_REFUSED)).isZero();
		FrameLaw.check(relay.vendor().observations(), FRAMES);
	}

	private Relay relay(List<String> businesses) {
		return Relay.start(this.vendor,
				Stream.concat(Stream.of(SETTINGS), Stream.of("upstream.businesses=" + String.join(",", businesses)))
					.toArray(String[]::new));
	}

	private static <T> List<T> inParallel(List<Callable<T>> work) throws Exception {
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<T>> started = work.stream().map(threads::submit).toList();
			List<T> results = new ArrayList<>();
			for (Future<T> one : started) {
				results.add(one.get());
			}
			return results;
		}
	}

}
