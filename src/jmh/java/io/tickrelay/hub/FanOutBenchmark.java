package io.tickrelay.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one tick costs on its way to many clients of one lane. Each figure is per tick and
 * for all its clients together: divide by their number for one client's share. The tick
 * is a trade, has been read already, comes alone and is written to every client and
 * flushed; in the relay a busy lane has several in one batch. Without sockets: a link
 * takes its duplicate of the batch and lets go of it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class FanOutBenchmark {

	@Param({ "1", "1000" })
	private int clients = 1;

	@Param
	private Wants wants = Wants.SAME;

	private final Tick tick = Sample.TRADE.tick();

	private final HandLane lane = new HandLane();

	/** Lets the clients in. */
	@Setup
	public void prepare() {
		for (int i = 0; i < this.clients; i++) {
			List<Topic> topics = new ArrayList<>(List.of(this.tick.topic()));
			topics.add(new Topic(Business.CRYPTO, "OTHER" + ((this.wants == Wants.DIFFERENT) ? i : 0), Channel.TRADE));
			boolean behind = this.wants == Wants.SAME_BUT_BEHIND;
			this.lane.join(topics, behind ? Delivery.CONFLATE : Delivery.ALL, !behind);
		}
		this.lane.settle();
	}

	/**
	 * A tick comes that every client wants.
	 * @return how many bytes the first client has got
	 */
	@Benchmark
	public long fanOut() {
		return this.lane.tick(this.tick);
	}

	/** Whether the figure is of what it says. */
	@TearDown
	public void verify() {
		this.lane.verify();
	}

	/** What the clients want. */
	public enum Wants {

		/** The same streams: they are one group and share one batch. */
		SAME,
		/** Another stream beside this one, each its own: everybody is a group. */
		DIFFERENT,
		/**
		 * The same streams, conflated, and no socket takes anything: each tick replaces
		 * the one that waits in every outbox.
		 */
		SAME_BUT_BEHIND

	}

}
