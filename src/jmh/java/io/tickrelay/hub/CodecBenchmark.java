package io.tickrelay.hub;

import java.util.concurrent.TimeUnit;

import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.downstream.wire.SseFormat;
import io.tickrelay.downstream.wire.WebSocketFormat;
import io.tickrelay.tick.Tick;
import io.tickrelay.upstream.wire.ServerFrame;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What reading and writing one message costs. Each figure is per message: one frame of
 * the upstream's read once, or one tick written once in one format. A tick is read once
 * and written at most once per format, however many clients there are.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class CodecBenchmark {

	@Param
	private Sample sample = Sample.TRADE;

	private final ServerFrameDecoder decoder = Sample.decoder();

	private final MessageEncoder message = new MessageEncoder();

	private final WebSocketFormat webSocket = new WebSocketFormat(this.message);

	private final SseFormat sse = new SseFormat(this.message);

	private byte[] bytes = {};

	private TickFrame frame = frame(Sample.TRADE);

	/** Makes what is read and what is written. */
	@Setup
	public void prepare() {
		this.bytes = this.sample.bytes();
		this.frame = frame(this.sample);
	}

	/**
	 * Reads a frame of the upstream's into a tick.
	 * @return what it says
	 */
	@Benchmark
	public ServerFrame decode() {
		return this.decoder.decode(this.bytes, this.bytes.length);
	}

	/**
	 * Writes a tick as JSON, without a transport's framing.
	 * @return a JSON object
	 */
	@Benchmark
	public byte[] encodeMessage() {
		return this.message.encode(this.frame);
	}

	/**
	 * Writes a tick as a whole WebSocket frame, JSON included.
	 * @return a text frame
	 */
	@Benchmark
	public byte[] encodeWebSocket() {
		return this.webSocket.encode(this.frame);
	}

	/**
	 * Writes a tick as a whole server-sent event, JSON included.
	 * @return an event
	 */
	@Benchmark
	public byte[] encodeSse() {
		return this.sse.encode(this.frame);
	}

	private static TickFrame frame(Sample sample) {
		Tick tick = sample.tick();
		return new TickFrame(tick, 1, 1_234_567, 1_786_775_999_123_456L, null);
	}

}
