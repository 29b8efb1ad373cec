package io.tickrelay.hub;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.upstream.wire.ServerFrameDecoder;
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
 * What one tick costs from the upstream's bytes to one client's. Each figure is per tick. A tick is read, numbered, kept for resumption, taken through the lane, written as a WebSocket frame and copied into the batch. All of it runs on one thread, so the figure is work and not latency. The relay hands a tick from one thread to another, which costs a wake-up of a sleeping thread. Nor are the sockets in it, on either side.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class IngestBenchmark {

	@Param
	private Sample sample = Sample.TRADE;

	private final ServerFrameDecoder decoder = Sample.decoder();

	private final HandLane lane = new HandLane();

	private byte[] bytes = {};

	/** Makes the frame, and a client that wants what it brings. */
	@Setup
	public void prepare() {
		this.bytes = this.sample.bytes();
		this.lane.join(List.of(this.sample.tick().topic()), Delivery.ALL, true);
		this.lane.settle();
	}

	/**
	 * A tick comes.
	 * @return how many bytes the client has got
	 */
	@Benchmark
	public long ingest() {
		return this.lane.tick(Sample.read(this.decoder.decode(this.bytes, this.bytes.length)));
	}

	/** Whether the figure is of what it says. */
	@TearDown
	public void verify() {
		this.lane.verify();
	}

}
