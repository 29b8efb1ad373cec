package io.tickrelay.downstream.session;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.sun.management.ThreadMXBean;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.tickrelay.downstream.contract.DisconnectReason;
import io.tickrelay.downstream.http.LoopClocks;
import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.downstream.wire.WebSocketFormat;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.ReplayLimits;
import io.tickrelay.hub.TickHub;
import io.tickrelay.hub.WireFormat;
import io.tickrelay.hub.lane.Lane;
import io.tickrelay.hub.lane.LaneLoop;
import io.tickrelay.hub.lane.LatencyMeter;
import io.tickrelay.hub.lane.SubscribeOptions;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.Outbox;
import io.tickrelay.hub.outbox.OutboxLimits;
import io.tickrelay.hub.outbox.OutboxPool;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a tick allocates does not depend on how many clients get it. */
class FanOutAllocationTests {

	private static final int CLIENTS = 500;

	private static final int TICKS = 500;

	private static final Topic TOPIC = new Topic(Business.CRYPTO, "BTCUSDT", Channel.TRADE);

	private final WireFormat format = new WebSocketFormat(new MessageEncoder());

	@Test
	void aDeliveryIsAllocationFree() throws Exception {
		ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
		// Tracking leaks allocates, which is what this test must not see.
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
		try {
			CompletableFuture<Double> perDelivery = new CompletableFuture<>();
			// Netty recycles for its own threads, which the relay's loops are.
			new FastThreadLocalThread(() -> perDelivery.complete(bytesPerDelivery())).start();
			assertThat(perDelivery.get(60, TimeUnit.SECONDS)).isLessThan(1.0);
		}
		finally {
			ResourceLeakDetector.setLevel(level);
		}
	}

	/** Its socket takes everything. */
	private static final NettyLink.Owner IDLE = new NettyLink.Owner() {

		@Override
		public void onWritable() {
			// Nothing waits.
		}

		@Override
		public void end(DisconnectReason reason) {
			throw new IllegalStateException("Ended: " + reason);
		}
	};

	private double bytesPerDelivery() {
		Loop loop = new Loop();
		TickHub hub = new TickHub(Set.of(Business.CRYPTO), new RelayClock(InstantSource.system(), System::nanoTime),
				new ReplayLimits(10, 1 << 20, Duration.ofMinutes(1), 1 << 20, 10));
		Lane lane = new Lane(hub, loop, 1024, LatencyMeter.NONE);
		join(lane, hub);
		long alone = bytes(hub, loop);
		for (int i = 1; i < CLIENTS; i++) {
			join(lane, hub);
		}
		loop.run();
		long together = bytes(hub, loop);
		return (double) (together - alone) / ((long) TICKS * (CLIENTS - 1));
	}

	private void join(Lane lane, TickHub hub) {
		EmbeddedChannel channel = new Sink();
		NettyLink link = new NettyLink(channel, IDLE, Duration.ofMinutes(1), new LoopClocks().of(channel.eventLoop()));
		channel.pipeline().addLast(link);
		Outbox outbox = new Outbox(this.format, link, new OutboxLimits(100, 1 << 20, 16),
				new OutboxPool(1 << 20, hub.counters()));
		lane.join(outbox, List.of(TOPIC), new SubscribeOptions(Delivery.ALL, false, null), (_) -> new byte[0]);
	}

	private static long bytes(TickHub hub, Loop loop) {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		for (int i = 0; i < TICKS; i++) {
			tick(hub, loop);
		}
		long before = threads.getCurrentThreadAllocatedBytes();
		for (int i = 0; i < TICKS; i++) {
			tick(hub, loop);
		}
		return threads.getCurrentThreadAllocatedBytes() - before;
	}

	private static void tick(TickHub hub, Loop loop) {
		hub.onTick(new Tick.Trade(TOPIC, 1786775227483L, "63039", "0.07933", "5000.88387", Tick.Side.BUY, null));
		loop.run();
	}

	/** Takes everything at once, as a socket does that keeps up. */
	private static final class Sink extends EmbeddedChannel {

		@Override
		protected void doWrite(ChannelOutboundBuffer in) {
			while (in.current() != null) {
				in.remove();
			}
		}

	}

	/** Runs what it is given when told to, timers without waiting for their time. */
	private static final class Loop implements LaneLoop {

		private final Queue<Runnable> tasks = new ArrayDeque<>();

		@Override
		public void execute(Runnable task) {
			this.tasks.add(task);
		}

		@Override
		public void schedule(Runnable task, long delayNs) {
			this.tasks.add(task);
		}

		@Override
		public long nowNs() {
			return 0;
		}

		void run() {
			Runnable task;
			while ((task = this.tasks.poll()) != null) {
				task.run();
			}
		}

	}

}
