package io.tickrelay.downstream;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.netty.util.internal.PlatformDependent;
import io.tickrelay.demand.Demand;
import io.tickrelay.hub.OutboxPool;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.ByteProxy;
import io.tickrelay.testing.ImpatientRelayTest;
import io.tickrelay.testing.Message;
import io.tickrelay.testing.Pushes;
import io.tickrelay.testing.SocketClient;
import io.tickrelay.testing.StreamClient;
import io.tickrelay.testing.Wire;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of clients that take little or nothing, whatever their transport, and of
 * the one beside them that takes all.
 */
@ImpatientRelayTest
abstract class SlowContract {

	private static final List<String> WISHES = List.of("mode=all", "mode=conflate", "mode=conflate&rate=100");

	// The relay's write time-out, and what a busy machine adds.
	private static final Duration LET_GO = Duration.ofSeconds(1 + 3);

	private static final long TOTAL_BYTES = 16 << 20;

	// A frame is counted for a moment before it is found not to fit.
	private static final long IN_TRIAL_BYTES = 64 << 10;

	private static final int CROWD = 200;

	private static final long SLOWEST_MS = 250;

	private final Wire wire;

	@LocalServerPort
	private int port;

	@Autowired
	private Simulator vendor;

	@Autowired
	private Demand demand;

	@Autowired
	private OutboxPool outboxes;

	@Autowired
	private DownstreamCounters counters;

	SlowContract(Wire wire) {
		this.wire = wire;
	}

	/** Where clients find the relay. */
	int port() {
		return this.port;
	}

	@Test
	void letsGoWithinTheWriteTimeOutOfWhoeverTakesNothingHoweverItWantsItsStreams() throws IOException {
		String symbol = silentSymbol("STUCK");
		long endedBefore = ended();
		List<SocketClient> stopped = new ArrayList<>();
		List<SocketClient> others = new ArrayList<>();
		try (ByteProxy proxy = new ByteProxy(port()); StreamClient fast = connect(symbol, "mode=all")) {
			for (String wish : WISHES) {
				stopped.add(slow(port(), symbol, wish));
				others.add(slow(port(), symbol, wish));
				slow(proxy.port(), symbol, wish);
			}
			stopped.forEach(SocketClient::stopReading);
			others.forEach(SocketClient::trickle);
			proxy.fallSilent();
			awaitUpstream(symbol);
			assertThat(holders(symbol)).isEqualTo(1 + 3 * WISHES.size());
			for (int i = 1; i <= 12; i++) {
				push(Pushes.largeDepth(symbol, i));
				assertThat(fast.nextLive().number("seq")).isEqualTo(i);
			}
			await(LET_GO).until(() -> holders(symbol), (holders) -> holders == 1);
			assertThat(this.outboxes.bytes()).isZero();
			for (int i = 0; i < WISHES.size(); i++) {
				hearsWhy(stopped.get(i), WISHES.get(i));
				hearsWhy(others.get(i), WISHES.get(i));
			}
			await(StreamClient.PATIENCE).until(() -> ended() - endedBefore, (count) -> count == 3L * WISHES.size());
			push(Pushes.largeDepth(symbol, 13));
			assertThat(fast.nextLive().number("seq")).isEqualTo(13);
		}
	}

	@Test
	void holdsWhatWaitsForACrowdWithinOneBoundAndTheFastClientFeelsNothing() {
		String symbol = silentSymbol("CROWD");
		long endedBefore = ended();
		List<SocketClient> crowd = new ArrayList<>();
		try (StreamClient fast = connect(symbol, "mode=all")) {
			for (int i = 0; i < CROWD; i++) {
				crowd.add(slow(port(), symbol, WISHES.get((i % 4) % 3)));
			}
			crowd.forEach(SocketClient::stopReading);
			awaitUpstream(symbol);
			long mostBytes = 0;
			long directAtFirst = 0;
			List<Long> times = new ArrayList<>();
			for (int i = 1; i <= 400; i++) {
				long beforeNs = System.nanoTime();
				push(Pushes.depth(symbol, i, 30));
				assertThat(fast.nextLive().number("seq")).isEqualTo(i);
				times.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beforeNs));
				mostBytes = Math.max(mostBytes, this.outboxes.bytes());
				directAtFirst = (i == 60) ? PlatformDependent.usedDirectMemory() : directAtFirst;
			}
			// Well used, and never passed.
			assertThat(mostBytes).isBetween(TOTAL_BYTES / 4, TOTAL_BYTES + IN_TRIAL_BYTES);
			assertThat(PlatformDependent.usedDirectMemory() - directAtFirst).isLessThan(TOTAL_BYTES);
			assertThat(times.stream().sorted().toList().get(times.size() * 99 / 100)).isLessThan(SLOWEST_MS);
			// Ticks go on, because the kernel may have room for all that a paced client
			// got
			// so far, and where nothing waits nobody is let go of.
			await(LET_GO).until(() -> {
				push(Pushes.depth(symbol, 401, 30));
				return holders(symbol);
			}, (holders) -> holders == 1);
			assertThat(this.outboxes.bytes()).isZero();
			assertThat(fast.isOpen()).isTrue();
		}
		finally {
			crowd.forEach(StreamClient::close);
		}
		await(StreamClient.PATIENCE).until(() -> ended() - endedBefore, (count) -> count == CROWD);
	}

	@Test
	void mixesNothingUpForWhoeverStopsAndGoesOn() {
		String symbol = silentSymbol("STUTTER");
		List<SocketClient> clients = new ArrayList<>();
		List<Map<String, Long>> seen = new ArrayList<>();
		try (StreamClient fast = connect(symbol, "mode=all")) {
			for (String wish : WISHES) {
				clients.add(slow(port(), symbol, wish));
				seen.add(new HashMap<>());
			}
			awaitUpstream(symbol);
			for (int round = 1; round <= 4; round++) {
				clients.forEach(SocketClient::stopReading);
				// All at once: whoever stops for longer than the write time-out is let go
				// of.
				for (int i = 1; i <= 60; i++) {
					push(Pushes.depth(symbol, i, 10));
					push(Pushes.tradeAt(symbol, String.valueOf(i)));
				}
				for (int i = 1; i <= 120; i++) {
					fast.nextLive();
				}
				clients.forEach(SocketClient::resumeReading);
				for (int i = 0; i < clients.size(); i++) {
					readOn(clients.get(i), seen.get(i), round * 60L, WISHES.get(i).equals("mode=all"));
				}
			}
		}
		finally {
			clients.forEach(StreamClient::close);
		}
	}

	private static void readOn(StreamClient client, Map<String, Long> seen, long goal, boolean all) {
		client.next((message) -> {
			if (message.isTick()) {
				long before = seen.merge(message.stream(), 0L, Math::max);
				assertThat(message.number("seq")).isBetween(before + 1, all ? before + 1 : goal);
				seen.put(message.stream(), message.number("seq"));
			}
			assertThat(message.type()).isNotEqualTo("gap");
			return seen.size() == 2 && seen.values().stream().allMatch((seq) -> seq == goal);
		});
	}

	/** Reads on, in order and then what the relay has to say. */
	private void hearsWhy(SocketClient client, String wish) {
		client.resumeReading();
		StreamClient.End end = client.awaitEnd();
		Message last = client.next();
		long before = last.isTick() ? last.number("seq") : 0;
		while (client.peek() != null) {
			last = client.next();
			if (last.isTick()) {
				assertThat(last.number("seq")).as(wish).isGreaterThan(before);
				before = last.number("seq");
			}
		}
		switch (this.wire) {
			case WEBSOCKET -> assertThat(end).as(wish).isEqualTo(new StreamClient.End(4008, "slow_consumer"));
			case SSE -> {
				assertThat(last.event()).as(wish).isEqualTo("goaway");
				assertThat(last.text("code")).isEqualTo("slow_consumer");
				assertThat(last.text("message")).contains("mode=conflate");
				assertThat(last.id()).isNull();
			}
		}
	}

	private StreamClient connect(String symbol, String wish) {
		return this.wire.connect(port(), streams(symbol) + wish);
	}

	private SocketClient slow(int to, String symbol, String wish) {
		SocketClient client = this.wire.connectWithSmallWindow(to, streams(symbol) + wish);
		client.next("hello");
		client.next(this.wire.answer());
		return client;
	}

	private static String streams(String symbol) {
		return "streams=" + symbol + "@depth," + symbol + "@trade&snapshot=false&";
	}

	private String silentSymbol(String name) {
		String symbol = name + this.wire.name().charAt(0) + "USDT";
		this.vendor.faults().muteSymbol(symbol);
		return symbol;
	}

	private void push(String frame) {
		this.vendor.faults().on("crypto").sendText(frame);
	}

	private void awaitUpstream(String symbol) {
		await(StreamClient.PATIENCE).until(() -> this.vendor.observations().subscriptions("crypto"),
				(topics) -> topics.containsAll(List.of(symbol + "@depth", symbol + "@trade")));
	}

	private int holders(String symbol) {
		return this.demand.holders(new Topic(Business.CRYPTO, symbol, Channel.DEPTH));
	}

	private long ended() {
		LongAdder total = new LongAdder();
		this.counters
			.eachEnded((reason, count) -> total.add((reason == DisconnectReason.SLOW_CONSUMER) ? count.sum() : 0));
		return total.sum();
	}

	private static ConditionFactory await(Duration patience) {
		return Awaitility.await().atMost(patience).pollInterval(Duration.ofMillis(10));
	}

}
