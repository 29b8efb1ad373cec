package io.tickrelay.upstream;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.tickrelay.demand.Demand;
import io.tickrelay.demand.DemandLimits;
import io.tickrelay.demand.Lease;
import io.tickrelay.hub.RelayClock;
import io.tickrelay.hub.ReplayLimits;
import io.tickrelay.hub.TickHub;
import io.tickrelay.simulator.Observations;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.simulator.market.SimulatorSettings;
import io.tickrelay.testing.Logs;
import io.tickrelay.testing.ScriptedServer;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.UpstreamStatus.Phase;
import io.tickrelay.upstream.key.ApiKey;
import io.tickrelay.upstream.key.KeySource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import static io.tickrelay.upstream.UpstreamRig.await;
import static io.tickrelay.upstream.UpstreamRig.failures;
import static io.tickrelay.upstream.UpstreamRig.ticks;
import static io.tickrelay.upstream.UpstreamRig.undecodable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * The shell with its real wiring, over real sockets.
 */
class UpstreamSessionTests {

	private static final int MEBIBYTE = 1024 * 1024;

	private static final String KEY = "s3cret/k+y&of=the plan";

	private static final Topic TRADES = new Topic(Business.CRYPTO, "BTCUSDT", Channel.TRADE);

	private static final Topic DEPTH = new Topic(Business.CRYPTO, "BTCUSDT", Channel.DEPTH);

	private static final Topic BARS = new Topic(Business.CRYPTO, "ETHUSDT", Channel.kline(Interval.ONE_MINUTE));

	private final Logs logs = Logs.listen();

	private final Scheduler timer = Schedulers.newSingle("test-demand", true);

	private final Demand demand = new Demand(new DemandLimits(600, 600, Duration.ZERO), this.timer);

	private final Simulator simulator = Simulator.start(SimulatorSettings.defaults().withApiKey(KEY));

	private final List<Upstream> upstreams = new ArrayList<>();

	@AfterEach
	void stop() {
		this.logs.close();
		this.upstreams.forEach((upstream) -> upstream.close().block(Duration.ofSeconds(10)));
		this.simulator.close();
		this.timer.dispose();
	}

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

		await().until(() -> upstream.status(Business.CRYPTO).state() == Phase.LIVE);
		awaitTicks(upstream);
		assertThat(this.simulator.observations().openSessions()).isEqualTo(1);
	}

	@Test
	void triesABadKeyOnce() {
		Upstream upstream = start(this.simulator.webSocketUri(), "another key");
		lease(TRADES);
		await().until(() -> upstream.status(Business.CRYPTO).state() == Phase.REJECTED);
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
		await().until(() -> upstream.status(Business.CRYPTO).state() == Phase.LIVE);
		this.simulator.faults().refuseNext(1, 401);
		this.simulator.faults().dropAll();
		await().until(() -> upstream.status(Business.CRYPTO).state() == Phase.REJECTED);
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
	void hearsAWelcomeThatComesWithTheHandshake() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection, switching, out) -> out
			.write(ScriptedServer.join(switching, ScriptedServer.text(ScriptedServer.WELCOME))))) {
			Upstream upstream = start(server.uri(), KEY);
			lease(TRADES);

			await().atMost(Duration.ofSeconds(3)).until(() -> upstream.status(Business.CRYPTO).state() == Phase.LIVE);
		}
	}

	@Test
	void readsFramesThatComeByteByByte() throws IOException {
		byte[] frames = ScriptedServer.join(ScriptedServer.text("You have permission"),
				ScriptedServer.text(ScriptedServer.WELCOME), ScriptedServer.text(trade("1")),
				ScriptedServer.frame(0x89, new byte[] { 1 }),
				ScriptedServer.frame(0x01, trade("2").substring(0, 30).getBytes(StandardCharsets.UTF_8)),
				ScriptedServer.frame(0x80, trade("2").substring(30).getBytes(StandardCharsets.UTF_8)),
				ScriptedServer.text(trade("x".repeat(200))));
		try (ScriptedServer server = new ScriptedServer((connection, switching, out) -> {
			for (byte next : ScriptedServer.join(switching, frames)) {
				out.write(next);
				out.flush();
			}
		})) {
			Upstream upstream = start(server.uri(), KEY);
			lease(TRADES);

			await().until(() -> undecodable(upstream).getOrDefault("bad_field", 0L) == 1);
			assertThat(ticks(upstream)).isEqualTo(2);
			assertThat(server.connections()).isEqualTo(1);
		}
	}

	@Test
	void acceptsAFrameOfAMebibyteAndNoLargerOne() throws IOException {
		String push = trade("1");
		byte[] largest = (push.substring(0, push.length() - 1) + " ".repeat(MEBIBYTE - push.length()) + "}")
			.getBytes(StandardCharsets.UTF_8);
		byte[] half = Arrays.copyOf(largest, MEBIBYTE / 2);
		try (ScriptedServer server = new ScriptedServer((connection, switching, out) -> {
			out.write(switching);
			out.write(ScriptedServer.text(ScriptedServer.WELCOME));
			out.write(ScriptedServer.frame(0x81, largest));
			switch (connection) {
				case 1 -> out.write(ScriptedServer.frame(0x81, new byte[MEBIBYTE + 1]));
				case 2 -> out.write(ScriptedServer.join(ScriptedServer.frame(0x01, half),
						ScriptedServer.frame(0x00, half), ScriptedServer.frame(0x80, half)));
				default -> out.write(ScriptedServer.text(trade("2")));
			}
		})) {
			Upstream upstream = start(server.uri(), KEY);
			lease(TRADES);

			await().until(() -> ticks(upstream) == 4);
			assertThat(server.connections()).isEqualTo(3);
			assertThat(failures(upstream)).containsEntry("protocol_error", 2L);
		}
	}

	@Test
	void countsWhatItCannotReadAndStaysOpen() {
		Upstream upstream = start(this.simulator.webSocketUri(), KEY);
		lease(TRADES);
		awaitTicks(upstream);
		this.simulator.faults().sendBinary(new byte[] { 1, 2, 3 });
		this.simulator.faults().sendText("{\"code\":10002,\"data\":{\"p\":\"NaN\",\"s\":\"BTCUSDT\",\"t\":1}}");
		this.simulator.faults().sendText("{\"code\":77777}");
		this.simulator.faults().sendText("{\"data\":".repeat(20_000));
		this.simulator.faults().sendText("");

		await().until(() -> undecodable(upstream)
			.equals(Map.of("binary", 1L, "bad_field", 1L, "unknown_code", 1L, "malformed", 2L)));
		awaitTicks(upstream);
		assertThat(this.simulator.observations().connects()).hasSize(1);
	}

	@Test
	void comesBackAfterACutInTheMiddleOfAFrame() {
		Upstream upstream = start(this.simulator.webSocketUri(), KEY);
		lease(TRADES);
		awaitTicks(upstream);
		for (int cut = 1; cut <= 3; cut++) {
			int connects = cut + 1;
			this.simulator.faults().dropAfterBytes(37L * cut);
			await().until(() -> this.simulator.observations().connects().size() == connects
					&& upstream.status(Business.CRYPTO).state() == Phase.LIVE);
		}
		awaitTicks(upstream);
	}

	@Test
	void readsALineThatDrips() {
		Upstream upstream = start(this.simulator.webSocketUri(), KEY);
		this.simulator.faults().slowDrip(4_000);
		lease(TRADES);
		awaitTicks(upstream);

		assertThat(this.simulator.observations().connects()).hasSize(1);
		assertThat(undecodable(upstream)).isEmpty();
	}

	@Test
	void believesNothingButAcksAndData() {
		this.simulator.faults().swallowAcks(1);
		this.simulator.faults().pushBeforeAck(true);
		Upstream upstream = start(this.simulator.webSocketUri(), KEY);
		lease(TRADES);

		await().until(() -> upstream.status(Business.CRYPTO).active() == 1);
		assertThat(frames("10000")).hasSize(1);
	}

	@Test
	void leavesNoChannelAndNoThreadBehind() {
		Upstream upstream = start(this.simulator.webSocketUri(), KEY);
		lease(TRADES);
		awaitTicks(upstream);
		this.simulator.faults().stall();
		upstream.close().block(Duration.ofSeconds(10));

		// The thread's last breath comes after the word of its end.
		await().until(() -> Thread.getAllStackTraces()
			.keySet()
			.stream()
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

	private Upstream start(URI url, String key) {
		TickHub hub = new TickHub(Set.of(Business.CRYPTO), new RelayClock(InstantSource.system()),
				ReplayLimits.NOTHING);
		Upstream upstream = new UpstreamConfiguration().upstream(UpstreamRig.properties(),
				new UpstreamEndpoint(url, this.simulator.restUri(), new KeySource(ApiKey.of(key))), hub, this.demand);
		this.upstreams.add(upstream);
		return upstream;
	}

	private Lease lease(Topic... topics) {
		Lease lease = this.demand.lease();
		lease.add(List.of(topics));
		return lease;
	}

	private List<String> frames(String code) {
		return this.simulator.observations()
			.received()
			.stream()
			.map(Observations.Received::text)
			.filter((text) -> text.contains("\"code\":" + code + ","))
			.toList();
	}

	private static void awaitTicks(Upstream upstream) {
		long seen = ticks(upstream);
		await().until(() -> ticks(upstream) > seen);
	}

	private static String trade(String price) {
		return "{\"code\":10002,\"data\":{\"p\":\"" + price
				+ "\",\"s\":\"BTCUSDT\",\"t\":1786775227483,\"td\":1,\"v\":\"1\",\"vw\":\"1\"}}";
	}

}
