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
 * Plays every row of {@link HarmlessFault} and {@link SessionFault} to a whole relay, and
 * both mixed at random. {@code UpstreamSocketTests} has names without an address, and
 * {@code TlsIT} has certificates.
 */
@Timeout(90)
class ChaosTest {

	private static final int FRAMES = 60;

	private static final String[] SETTINGS = { "upstream.heartbeat-interval=55s", "upstream.frames-per-minute=60",
			"upstream.ping-interval=1s", "upstream.reconnects-per-hour=1000" };

	private final Simulator vendor = Simulator.start(SimulatorSettings.defaults());

	@Test
	void costsNoFrameAndTellsNoClientWhereTheSessionStands() {
		try (vendor; Relay relay = relay(List.of("crypto")); FaultScene faultScene = new FaultScene(relay, "crypto")) {
			faultScene.awaitHealed();
			for (HarmlessFault harmlessFault : HarmlessFault.values()) {
				suffer(faultScene, harmlessFault);
			}
			assertThat(faultScene.connects()).isEqualTo(1);
			assertThat(relay.health()).isEqualTo(200);
			assertThat(relay.verdict()).isEqualTo("UP");
			obeyed(relay, List.of(faultScene));
		}
	}

	@Test
	void isToldWithinTwoSecondsAndHealsWhereTheSessionIsLost() throws Exception {
		List<String> businesses = Stream.of(SessionFault.values()).map(SessionFault::business).toList();
		try (vendor; Relay relay = relay(businesses)) {
			List<FaultScene> stages = inParallel(Stream.of(SessionFault.values())
				.<Callable<FaultScene>>map((sessionFault) -> () -> takeAndHeal(relay, sessionFault))
				.toList());
			assertThat(relay.verdict()).isEqualTo("UP");
			obeyed(relay, stages);
			stages.forEach(FaultScene::close);
		}
	}

	@Test
	void healsFromWhateverChanceBrings() throws Exception {
		List<String> seeds = IntStream.rangeClosed(1, 6).mapToObj((seed) -> "seed" + seed).toList();
		try (vendor; Relay relay = relay(seeds)) {
			List<FaultScene> stages = inParallel(
					seeds.stream().<Callable<FaultScene>>map((seed) -> () -> new FaultScene(relay, seed)).toList());
			inParallel(stages.stream().<Callable<Boolean>>map((faultScene) -> () -> {
				faultScene.awaitHealed();
				new RandomFaults(new Random(faultScene.business().hashCode()), faultScene).play(12);
				faultScene.awaitHealed();
				return true;
			}).toList());
			assertThat(relay.verdict()).isEqualTo("UP");
			obeyed(relay, stages);
			stages.forEach(FaultScene::close);
		}
	}

	private static void suffer(FaultScene faultScene, HarmlessFault harmlessFault) {
		String kind = harmlessFault.undecodable();
		long counted = undecodable(faultScene, kind);
		long undecodable = undecodable(faultScene, null);
		String errorBefore = faultScene.lastError();
		faultScene.watchers().forEach((watcher) -> watcher.ledger().expectDataAlone(true));
		harmlessFault.inject(faultScene);
		faultScene.mark();
		faultScene.awaitFlow(2);
		faultScene.watchers().forEach((watcher) -> watcher.ledger().expectDataAlone(false));
		assertThat(undecodable(faultScene, kind) - counted).as(harmlessFault.name()).isEqualTo((kind != null) ? 1 : 0);
		assertThat(undecodable(faultScene, null) - undecodable).as(harmlessFault.name())
			.isEqualTo((kind != null) ? 1 : 0);
		String error = harmlessFault.lastError();
		assertThat(faultScene.lastError()).as(harmlessFault.name()).isEqualTo((error != null) ? error : errorBefore);
		assertThat(faultScene.health().path("state").stringValue()).as(harmlessFault.name()).isEqualTo("LIVE");
	}

	private static long undecodable(FaultScene faultScene, @Nullable String kind) {
		return (kind != null) ? faultScene.count(RelayMeter.UPSTREAM_UNDECODABLE, "kind", kind)
				: faultScene.count(RelayMeter.UPSTREAM_UNDECODABLE);
	}

	private static FaultScene takeAndHeal(Relay relay, SessionFault sessionFault) {
		FaultScene faultScene = new FaultScene(relay, sessionFault.business());
		faultScene.awaitHealed();
		sessionFault.inject(faultScene);
		faultScene.awaitTold("stale", sessionFault.within());
		faultScene.awaitLastError(sessionFault.lastError());
		// Another business may be degraded, but none for so long that it is down.
		assertThat(faultScene.relay().health()).isEqualTo(200);
		sessionFault.heal(faultScene);
		faultScene.awaitHealed();
		faultScene.watchers().forEach((watcher) -> assertThat(watcher.ledger().gaps()).isEqualTo(2));
		assertThat(faultScene.sessions()).isEqualTo(2);
		assertThat(faultScene.count(RelayMeter.UPSTREAM_FAILURES, "code", sessionFault.lastError())).isPositive();
		return faultScene;
	}

	private static void obeyed(Relay relay, List<FaultScene> stages) {
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
