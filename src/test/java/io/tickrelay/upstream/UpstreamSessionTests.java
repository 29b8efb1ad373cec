package io.tickrelay.upstream;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.tickrelay.demand.Lease;
import io.tickrelay.simulator.Observations;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Topic;
import io.tickrelay.demand.SessionPhase;
import io.tickrelay.upstream.key.ApiKey;
import io.tickrelay.upstream.key.KeySource;
import org.junit.jupiter.api.Test;

import static io.tickrelay.upstream.UpstreamRig.await;
import static io.tickrelay.upstream.UpstreamRig.failures;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * The shell with its real wiring, over real sockets.
 */
class UpstreamSessionTests extends UpstreamSessionFixture {

	private static final Topic DEPTH = new Topic(Business.CRYPTO, "BTCUSDT", Channel.DEPTH);

	private static final Topic BARS = new Topic(Business.CRYPTO, "ETHUSDT", Channel.kline(Interval.ONE_MINUTE));

	@Test
	void subscribesOnceHoweverManyLeasesThereAre() {
		Upstream upstream = start(this.simulator.webSocketUri(), KEY);
		List<Lease> leases = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			leases.add(lease(TRADES, DEPTH, BARS));
		}
		awaitTicks(upstream);

		assertThat(frames("10000")).hasSize(1);
		assertThat(frames("10003")).hasSize(1);
		assertThat(frames("10006")).hasSize(1);
		assertThat(this.simulator.observations().connects()).hasSize(1);
		assertThat(upstream.status(Business.CRYPTO).desired()).isEqualTo(3);
		await().until(() -> upstream.status(Business.CRYPTO).active() == 3);

		leases.forEach(Lease::close);
		await().until(() -> this.simulator.observations().subscriptions("crypto").isEmpty());
		assertThat(this.simulator.observations().openSessions()).isEqualTo(1);
	}

	@Test
	void resubscribesEverythingAfterAReset() {
		Upstream upstream = start(this.simulator.webSocketUri(), KEY);
		lease(TRADES, DEPTH, BARS);
		awaitTicks(upstream);
		this.simulator.faults().dropAll();

		await().until(() -> this.simulator.observations().connects().size() == 2
				&& this.simulator.observations().subscriptions("crypto").size() == 3);
		awaitTicks(upstream);
		assertThat(upstream.status(Business.CRYPTO).reconnectsLastHour()).isEqualTo(1);
	}

	@Test
	void resubscribesEverythingAfterACloseInOrder() {
		Upstream upstream = start(this.simulator.webSocketUri(), KEY);
		lease(TRADES);
		awaitTicks(upstream);
		this.simulator.faults().closeAll(1012, KEY);

		await().until(() -> this.simulator.observations().connects().size() == 2);
		awaitTicks(upstream);
	}

	@Test
	void replacesASocketThatFellSilent() {
		Upstream upstream = start(this.simulator.webSocketUri(), KEY);
		lease(TRADES);
		awaitTicks(upstream);
		this.simulator.faults().stall();
		await().until(() -> failures(upstream).containsKey("no_pong"));
		this.simulator.faults().resume();

		await().until(() -> upstream.status(Business.CRYPTO).state() == SessionPhase.LIVE);
		awaitTicks(upstream);
		assertThat(this.simulator.observations().openSessions()).isEqualTo(1);
	}

	@Test
	void triesABadKeyOnce() {
		Upstream upstream = start(this.simulator.webSocketUri(), "another key");
		lease(TRADES);
		await().until(() -> upstream.status(Business.CRYPTO).state() == SessionPhase.REJECTED);
		lease(DEPTH);
		await().until(() -> upstream.status(Business.CRYPTO).desired() == 2);

		assertThat(this.simulator.observations().connects()).singleElement().returns(401, Observations.Connect::status);
		assertThat(upstream.status(Business.CRYPTO).lastErrorCode()).isEqualTo("401");
	}

	@Test
	void sendsTheKeyAsItIs() {
		Upstream upstream = start(this.simulator.webSocketUri(), KEY + "\n");
		lease(TRADES);
		awaitTicks(upstream);

		assertThat(this.simulator.observations().connects()).allMatch(Observations.Connect::keyMatched);
	}

	@Test
	void neverWritesTheKeyDown() {
		this.logs.traceAll();
		Upstream upstream = start(this.simulator.webSocketUri(), KEY);
		Lease lease = lease(TRADES);
		awaitTicks(upstream);
		this.simulator.faults().refuseNext(1, 503);
		this.simulator.faults().dropAll();
		await().until(() -> failures(upstream).containsKey("503"));
		await().until(() -> upstream.status(Business.CRYPTO).state() == SessionPhase.LIVE);
		this.simulator.faults().refuseNext(1, 401);
		this.simulator.faults().dropAll();
		await().until(() -> upstream.status(Business.CRYPTO).state() == SessionPhase.REJECTED);
		lease.close();
		Upstream unreachable = start(URI.create("ws://127.0.0.1:1/ws"), KEY);
		lease(TRADES);
		await().until(() -> failures(unreachable).containsKey("connect_refused"));
		upstream.close().block(Duration.ofSeconds(10));

		assertThat(this.logs.loggers()).anyMatch((name) -> name.startsWith("io.netty"))
			.anyMatch((name) -> name.startsWith("reactor.netty"))
			.anyMatch((name) -> name.startsWith("io.tickrelay"));
		assertThat(this.logs.all()).noneMatch((line) -> line.contains("s3cret") || line.contains("of%3Dthe"));
		assertThat(upstream.status()).noneMatch((status) -> status.toString().contains("s3cret"));
		assertThat(ApiKey.of(KEY).toString()).doesNotContain("s3cret");
		assertThat(new UpstreamEndpoint(this.simulator.webSocketUri(), this.simulator.restUri(),
				new KeySource(ApiKey.of(KEY)))
			.toString()).doesNotContain("s3cret");
	}

	@Test
	void leavesNoChannelAndNoThreadBehind() {
		// A relay of another test class may still run in this JVM.
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		Upstream upstream = start(this.simulator.webSocketUri(), KEY);
		lease(TRADES);
		awaitTicks(upstream);
		this.simulator.faults().stall();
		upstream.close().block(Duration.ofSeconds(10));

		// The thread's last breath comes after the word of its end.
		await().until(() -> Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !before.contains(thread))
			.noneMatch((thread) -> thread.getName().startsWith("upstream")));
		this.simulator.faults().resume();
		await().until(() -> this.simulator.observations().openSessions() == 0);
		assertThat(this.simulator.observations().connects()).hasSize(1);
	}

	@Test
	void leavesDemandInPeaceAfterItsEnd() {
		Upstream upstream = start(this.simulator.webSocketUri(), KEY);
		Lease lease = lease(TRADES);
		awaitTicks(upstream);
		upstream.close().block(Duration.ofSeconds(10));

		assertThatCode(lease::close).doesNotThrowAnyException();
		assertThatCode(() -> lease(DEPTH)).doesNotThrowAnyException();
		assertThatCode(() -> upstream.close().block(Duration.ofSeconds(10))).doesNotThrowAnyException();
	}

}
