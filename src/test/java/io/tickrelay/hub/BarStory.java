package io.tickrelay.hub;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.tickrelay.hub.TestFormat.Gap;
import io.tickrelay.hub.TestFormat.Seen;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.lane.Lane;
import io.tickrelay.hub.lane.LatencyMeter;
import io.tickrelay.hub.lane.SubscribeOptions;
import io.tickrelay.hub.lane.TestLoop;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.Outbox;
import io.tickrelay.hub.outbox.OutboxLimits;
import io.tickrelay.hub.outbox.OutboxPool;
import io.tickrelay.hub.outbox.RecordingLink;
import io.tickrelay.hub.outbox.WaitingBars;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two k-line streams and one of trades, and one client that reads as much as it may. The
 * story keeps what the client was told of each bar.
 */
public final class BarStory {

	private static final Topic TRADES = Ticks.crypto("T");

	private static final List<Topic> BARS = List.of(bars("A"), bars("B"));

	private static final List<Topic> ALL = List.of(BARS.get(0), BARS.get(1), TRADES);

	private final Settings settings;

	private final Ticks.HandClock time = new Ticks.HandClock();

	private final TickHub hub;

	private final TestLoop loop = new TestLoop();

	private final Lane lane;

	private final TestFormat format = new TestFormat();

	/** Each stream's bars, with the number of their newest update. */
	private final Map<Topic, Map<Long, Long>> newest = new HashMap<>();

	/** The position of the upstream. */
	private final Map<Topic, Long> starts = new HashMap<>();

	/** Every tick of a bar by its receive time, which a snapshot keeps. */
	private final Map<Long, PushedBar> pushed = new HashMap<>();

	private final Set<PushedBar> told = new HashSet<>();

	private final List<Gap> gaps = new ArrayList<>();

	/** The number up to which the client was told that it may have missed updates. */
	private final Map<Topic, Long> forgiven = new HashMap<>();

	private @Nullable Connection connection;

	private long lastMicros;

	private int said;

	public BarStory(Settings settings) {
		this.settings = settings;
		this.hub = new TickHub(Set.of(Business.CRYPTO), new RelayClock(this.time),
				new ReplayLimits(settings.kept(), 1 << 20, Duration.ofHours(1), 1 << 30, 100_000));
		this.lane = new Lane(this.hub, this.loop, settings.capacity(), LatencyMeter.NONE);
		ALL.forEach((topic) -> {
			this.hub.open(topic);
			this.starts.put(topic, 100L);
		});
		comeBack();
	}

	/** A bar ticks: the current one, a next one, or an earlier one. */
	public void bar(int stream, int step) {
		Tick.Kline bar = next(BARS.get(stream), step);
		this.hub.onTick(bar);
		note(bar);
	}

	public void history(int stream, int step) {
		Tick.Kline bar = next(BARS.get(stream), step);
		this.hub.onBackfilled(bar);
		note(bar);
	}

	public void trade() {
		this.hub.onTick(Ticks.of(TRADES));
	}

	public void outage() {
		this.hub.onFeed(Business.CRYPTO, FeedState.DOWN);
		this.hub.onFeed(Business.CRYPTO, FeedState.UP);
	}

	public void run() {
		this.loop.run();
	}

	public void pass(Duration span) {
		this.time.advance(span.toMillis());
		this.loop.run();
		this.loop.advance(span);
	}

	public void read(int count) {
		if (this.connection != null) {
			this.connection.read(count);
		}
	}

	/**
	 * Sends a message that keeps its place among the frames, as waiting frames then do.
	 */
	public void say() {
		Connection client = this.connection;
		if (client != null) {
			this.said++;
			client.outbox.inOrder("said".getBytes(StandardCharsets.US_ASCII));
			client.outbox.settle();
		}
	}

	/** The client is gone, and its waiting frames with it. */
	public void cutOff() {
		Connection lost = this.connection;
		if (lost != null) {
			this.connection = null;
			this.lane.leave(lost.outbox, ALL);
			lost.outbox.close();
			long latest = lost.micros.stream().mapToLong(Long::longValue).max().orElse(0);
			long last = lost.micros.isEmpty() ? 0 : lost.micros.getLast();
			this.lastMicros = Math.max(this.settings.resumesByLatest() ? latest : last,
					lost.micros.isEmpty() ? this.lastMicros : 0);
		}
	}

	public void comeBack() {
		if (this.connection == null) {
			Connection next = new Connection();
			this.connection = next;
			this.lane.join(next.outbox, ALL, new SubscribeOptions(this.settings.delivery(), true, this.lastMicros),
					this::onResumption);
		}
	}

	public void checkBounds() {
		if (!(this.settings.delivery() instanceof Delivery.All)) {
			// A frame ahead of a message is replaced no more, so as many may gather
			// behind it.
			long most = (1L + this.said) * (this.settings.frames() + BARS.size() * WaitingBars.FAIR + 12L) + replayed();
			assertThat(this.hub.counters().queued.sum()).isLessThanOrEqualTo(most);
		}
	}

	/** All is read and nothing waits, so each missing update was told as missing. */
	public void end() {
		if (this.connection != null && this.connection.overflows > 0) {
			cutOff();
		}
		comeBack();
		for (int i = 0; i < 4; i++) {
			read(1_000_000);
			pass(Duration.ofSeconds(3));
		}
		read(1_000_000);
		assertThat(this.hub.counters().queued.sum()).isZero();
		this.newest.forEach((topic, bars) -> {
			long current = bars.keySet().stream().mapToLong(Long::longValue).max().orElseThrow();
			bars.forEach((start, seq) -> assertThat(isTold(new PushedBar(topic, start, seq), start == current))
				.as("%s bar %d, its update %d; told %s, gaps %s, forgiven %s", topic, start, seq, this.told, this.gaps,
						this.forgiven)
				.isTrue());
		});
	}

	private boolean isTold(PushedBar update, boolean isCurrent) {
		if (this.told.contains(update)) {
			return true;
		}
		boolean isForgiven = !isCurrent && update.seq() <= this.forgiven.getOrDefault(update.topic(), 0L);
		return isForgiven || this.gaps.stream()
			.anyMatch((gap) -> gap.stream().equals(update.topic().name())
					&& List.of("slow_consumer", "relay_behind").contains(gap.cause()) && gap.from() <= update.seq()
					&& update.seq() <= gap.to());
	}

	private byte[] onResumption(Resumption resumption) {
		if (resumption instanceof Resumption.NotRecovered) {
			BARS.forEach((topic) -> {
				TickFrame last = this.hub.open(topic).last();
				this.forgiven.put(topic, (last == null) ? 0 : last.seq());
			});
		}
		return "resumed".getBytes(StandardCharsets.US_ASCII);
	}

	private int replayed() {
		return 2 * (int) this.hub.counters().replayed.sum();
	}

	private Tick.Kline next(Topic topic, int step) {
		long start = this.starts.merge(topic, Math.max(0L, step), Long::sum);
		return new Tick.Kline(topic, start + Math.min(0, step), "1", "1", "1", "1", null, null, null, null);
	}

	private void note(Tick.Kline bar) {
		TickFrame frame = this.hub.open(bar.topic()).last();
		if (frame != null) {
			this.newest.computeIfAbsent(bar.topic(), (topic) -> new HashMap<>()).put(bar.startMs(), frame.seq());
			this.pushed.put(frame.receivedMicros(), new PushedBar(bar.topic(), bar.startMs(), frame.seq()));
		}
	}

	private static Topic bars(String symbol) {
		return new Topic(Business.CRYPTO, symbol, Channel.kline(Interval.ONE_MINUTE));
	}

	/**
	 * The settings that may differ.
	 *
	 * @param delivery how the client wants its streams
	 * @param capacity of the lane
	 * @param kept how many ticks of a stream are kept
	 * @param frames how many may wait for a client
	 * @param resumesByLatest whether the client resumes by the latest time that it has
	 * seen, or by that of the last message
	 */
	public record Settings(Delivery delivery, int capacity, int kept, int frames, boolean resumesByLatest) {
	}

	/** One connection of the client. */
	private final class Connection extends RecordingLink {

		final Outbox outbox = new Outbox(BarStory.this.format, this,
				new OutboxLimits(BarStory.this.settings.frames(), 1_000_000, 16),
				new OutboxPool(1 << 30, BarStory.this.hub.counters()));

		final List<Long> micros = new ArrayList<>();

		private final Map<String, Long> seqs = new HashMap<>();

		private int budget;

		Connection() {
			this.writable = false;
		}

		void read(int count) {
			this.budget = count;
			this.writable = count > 0;
			this.outbox.onWritable();
		}

		@Override
		public void write(byte[] bytes) {
			this.writable = --this.budget > 0;
			switch (TestFormat.read(bytes)) {
				case Seen seen -> hear(seen);
				case Gap gap -> BarStory.this.gaps.add(gap);
				default -> {
					// The message is a state, or the result of a resumption.
				}
			}
		}

		private void hear(Seen seen) {
			this.micros.add(seen.micros());
			PushedBar update = BarStory.this.pushed.get(seen.micros());
			if (update != null) {
				BarStory.this.told.add(update);
			}
			if (!seen.snapshot()) {
				Long before = this.seqs.put(seen.stream(), seen.seq());
				assertThat(seen.seq()).as("the number behind %s of %s", before, seen.stream())
					.isGreaterThan((before == null) ? 0 : before);
			}
		}

	}

}
