package io.tickrelay.downstream.slow;

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
import io.tickrelay.downstream.contract.DisconnectReason;
import io.tickrelay.downstream.contract.DownstreamCounters;
import io.tickrelay.hub.outbox.OutboxPool;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.ByteProxy;
import io.tickrelay.testing.ImpatientRelayTest;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.Pushes;
import io.tickrelay.testing.client.SocketClient;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.Wire;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of clients that take little or nothing, whatever their transport, and of
 * the one beside them that takes all.
 */
@ParameterizedClass
@EnumSource(Wire.class)
abstract class SlowContract extends SlowClients {

	private static final List<String> WISHES = List.of("mode=all", "mode=conflate", "mode=conflate&rate=100");

	// The relay's write time-out, and what a busy machine adds.
	private static final Duration LET_GO = Duration.ofSeconds(1 + 14);

	private static final long TOTAL_BYTES = 16 << 20;

	// A frame is counted for a moment before it is found not to fit.
	private static final long IN_TRIAL_BYTES = 64 << 10;

	private static final int CROWD = 200;

	private static final long SLOWEST_MS = 750;

	private static final int BYTES_PER_SECOND = 100_000;

	private static final Duration WRITE_TIMEOUTS = Duration.ofSeconds(4);

	private final Wire wire;

	@Autowired
	private Demand demand;

	@Autowired
	private OutboxPool outboxes;

	@Autowired
	private DownstreamCounters counters;

	SlowContract(Wire wire) {
		this.wire = wire;
	}

	@Test
	void endsAClientThatTakesNothingWithinTheWriteTimeOut() throws IOException {
		String symbol = silentSymbol(this.wire, "STUCK");
		long endedBefore = ended();
		List<SocketClient> stopped = new ArrayList<>();
		List<SocketClient> others = new ArrayList<>();
		try (ByteProxy proxy = new ByteProxy(port()); StreamClient fast = connect(this.wire, symbol, "mode=all")) {
			for (String wish : WISHES) {
				stopped.add(slow(this.wire, port(), symbol, wish));
				others.add(slow(this.wire, port(), symbol, wish));
				slow(this.wire, proxy.port(), symbol, wish);
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
	void boundsTheQueuesOfACrowdAndSparesTheFastClient() {
		String symbol = silentSymbol(this.wire, "CROWD");
		long endedBefore = ended();
		List<SocketClient> crowd = new ArrayList<>();
		try (StreamClient fast = connect(this.wire, symbol, "mode=all")) {
			for (int i = 0; i < CROWD; i++) {
				crowd.add(slow(this.wire, port(), symbol, WISHES.get((i % 4) % 3)));
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
			// got so far. Without waiting bytes no client is let go of.
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
	void keepsASlowReaderAndShowsItTheNewest() {
		String symbol = silentSymbol(this.wire, "SLOWLY");
		loseNoSegments();
		try (StreamClient fast = connect(this.wire, symbol, "mode=all");
				SocketClient reader = slow(this.wire, port(), symbol, "mode=conflate")) {
			awaitUpstream(symbol);
			reader.readSlowly(BYTES_PER_SECOND);
			long beganNs = System.nanoTime();
			int pushed = 0;
			while (System.nanoTime() - beganNs < WRITE_TIMEOUTS.toNanos()) {
				push(Pushes.depth(symbol, ++pushed, 30));
				assertThat(fast.nextLive().number("seq")).isEqualTo(pushed);
			}
			assertThat(reader.isOpen()).as("it takes more than 1 KiB a second").isTrue();
			int last = pushed;
			reader.next((message) -> message.isTick() && message.number("seq") == last);
		}
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

	private int holders(String symbol) {
		return this.demand.holders(new Topic(Business.CRYPTO, symbol, Channel.DEPTH));
	}

	private long ended() {
		LongAdder total = new LongAdder();
		this.counters
			.eachEnded((reason, count) -> total.add((reason == DisconnectReason.SLOW_CONSUMER) ? count.sum() : 0));
		return total.sum();
	}

}
