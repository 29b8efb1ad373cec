package io.tickrelay.upstream;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

import io.tickrelay.demand.Demand;
import io.tickrelay.demand.DemandLimits;
import io.tickrelay.hub.Frame;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.ReplayLimits;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.hub.TickHub;
import io.tickrelay.hub.WireFormat;
import io.tickrelay.hub.lane.Lane;
import io.tickrelay.hub.lane.LaneLoop;
import io.tickrelay.hub.lane.LatencyMeter;
import io.tickrelay.hub.lane.SubscribeOptions;
import io.tickrelay.hub.outbox.ClientLink;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.Outbox;
import io.tickrelay.hub.outbox.OutboxLimits;
import io.tickrelay.hub.outbox.OutboxPool;
import io.tickrelay.simulator.ClockedSimulator;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.simulator.market.SimulatorSettings;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import io.tickrelay.demand.SessionPhase;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client sees of bars that ended during an outage, over real sockets. The wall
 * clock of both sides runs as the machine's does, and is put forward during the outage.
 */
class BackfillSessionTests {

	private static final long MINUTE_MS = 60_000;

	private static final Topic BARS = new Topic(Business.CRYPTO, "BTCUSDT", Channel.kline(Interval.ONE_MINUTE));

	private final AtomicLong forwardMs = new AtomicLong();

	private final InstantSource wall = () -> Instant.now().plusMillis(this.forwardMs.get());

	private final Simulator simulator = ClockedSimulator.start(SimulatorSettings.defaults(), this.wall);

	private final Scheduler timer = Schedulers.newSingle("test-demand", true);

	private final Demand demand = new Demand(new DemandLimits(600, 600, Duration.ZERO), this.timer);

	private final TickHub hub = new TickHub(Set.of(Business.CRYPTO), new RelayClock(this.wall), ReplayLimits.NOTHING);

	private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();

	private final Client client = new Client();

	private final Upstream upstream = start();

	@BeforeEach
	void join() {
		this.demand.addListener(this.hub);
		this.demand.lease().add(List.of(BARS));
		Lane lane = new Lane(this.hub, LaneLoop.of(this.loop), 1024, LatencyMeter.NONE);
		this.loop.execute(() -> lane.join(
				new Outbox(this.client, this.client, new OutboxLimits(1000, 1_000_000, 100),
						new OutboxPool(1 << 30, this.hub.counters())),
				List.of(BARS), new SubscribeOptions(Delivery.ALL, true, null), (resumption) -> new byte[0]));
		await().until(() -> !this.client.starts.isEmpty());
	}

	@AfterEach
	void stop() {
		this.upstream.close().block(Duration.ofSeconds(10));
		this.simulator.close();
		this.timer.dispose();
		this.loop.shutdownNow();
	}

	@Test
	void missedBarsComeFirstAndInOrder() {
		int before = this.client.starts.size();
		long last = this.client.starts.getLast();
		outage(Duration.ofMinutes(5));
		long open = awaitLive();

		List<Long> after = List.copyOf(this.client.starts).subList(before, this.client.starts.size());
		assertThat(after).isSorted();
		List<Long> each = new ArrayList<>();
		for (long start = last; start <= open; start += MINUTE_MS) {
			each.add(start);
		}
		assertThat(after).containsAll(each);
		assertThat(this.client.seqs).isSorted().doesNotHaveDuplicates();
		assertThat(total((counters) -> counters.backfilledBars)).isGreaterThanOrEqualTo(5);
		assertThat(total((counters) -> counters.backfillsFailed)).isZero();
		assertThat(this.simulator.observations().rest().requests()).hasSize(1);
	}

	@Test
	void aShortOutageAsksForTwoBars() {
		long last = this.client.starts.getLast();
		outage(Duration.ofMillis(MINUTE_MS - Math.floorMod(this.wall.millis(), MINUTE_MS)));
		awaitLive();

		assertThat(this.client.starts).isSorted().contains(last + MINUTE_MS);
		assertThat(this.simulator.observations().rest().requests()).singleElement()
			.satisfies((request) -> assertThat(request.body()).contains("\"klineNum\":2,"));
	}

	@Test
	void liveBarsGoOnWhereRestIsDown() {
		this.simulator.faults().rest().fail(503);
		outage(Duration.ofMinutes(5));
		awaitLive();

		assertThat(this.client.starts).isSorted();
		assertThat(total((counters) -> counters.backfillsFailed)).isEqualTo(1);
		assertThat(total((counters) -> counters.backfilledBars)).isZero();
	}

	@Test
	void liveBarsGoOnWhereRestDoesNotAnswerInTime() {
		this.simulator.faults().rest().delay(Duration.ofSeconds(30));
		outage(Duration.ofMinutes(5));
		await().until(() -> this.upstream.status(Business.CRYPTO).state() == SessionPhase.LIVE);
		awaitLive();

		assertThat(this.client.starts).isSorted();
		assertThat(total((counters) -> counters.backfillsFailed)).isEqualTo(1);
	}

	@Test
	void aRefusedKeyIsAskedWithOnce() {
		this.simulator.faults().rest().fail(401);
		outage(Duration.ofMinutes(5));
		awaitLive();
		outage(Duration.ofMinutes(5));
		awaitLive();

		assertThat(this.simulator.observations().rest().requests()).hasSize(1);
		assertThat(this.client.starts).isSorted();
	}

	/** Loses the session, lets time pass and lets the session come back. */
	private void outage(Duration length) {
		this.simulator.faults().refuseAll(503);
		this.simulator.faults().dropAll();
		await().until(() -> this.upstream.status(Business.CRYPTO).state() == SessionPhase.BACKOFF);
		this.forwardMs.addAndGet(length.toMillis());
		this.simulator.faults().acceptAll();
	}

	/** The start of the open bar, once the client has seen it. */
	private long awaitLive() {
		long open = Interval.ONE_MINUTE.startOf(this.wall.millis());
		await().until(() -> this.client.starts.getLast() >= open);
		return open;
	}

	private Upstream start() {
		URI rest = this.simulator.restUri();
		return new UpstreamConfiguration().upstream(UpstreamRig.properties(),
				new UpstreamEndpoint(this.simulator.webSocketUri(), rest, UpstreamRig.keys("any")), this.hub,
				this.hub.clock(), this.demand);
	}

	private long total(Function<UpstreamCounters, LongAdder> counter) {
		LongAdder sum = new LongAdder();
		this.upstream.eachCounters((business, counters) -> sum.add(counter.apply(counters).sum()));
		return sum.sum();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10));
	}

	/** A client that takes everything and writes down each bar's start and number. */
	private static final class Client implements ClientLink, WireFormat {

		private final List<Long> starts = new CopyOnWriteArrayList<>();

		private final List<Long> seqs = new CopyOnWriteArrayList<>();

		@Override
		public int slot() {
			return 0;
		}

		@Override
		public byte[] encode(Frame frame) {
			String text = (frame instanceof TickFrame tick && tick.tick() instanceof Tick.Kline bar)
					? tick.seq() + " " + bar.startMs() : "";
			return text.getBytes(StandardCharsets.US_ASCII);
		}

		@Override
		public byte[] encodeSnapshot(TickFrame last, long ageMs) {
			return encode(last);
		}

		@Override
		public boolean isWritable() {
			return true;
		}

		@Override
		public void write(byte[] bytes) {
			String[] words = new String(bytes, StandardCharsets.US_ASCII).split(" ", -1);
			if (words.length == 2) {
				this.seqs.add(Long.parseLong(words[0]));
				this.starts.add(Long.parseLong(words[1]));
			}
		}

		@Override
		public void flush() {
			// Written down already.
		}

		@Override
		public void overflowed() {
			throw new IllegalStateException("The client takes everything");
		}

	}

}
