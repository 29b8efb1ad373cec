package io.tickrelay.hub.outbox;

import java.util.Arrays;

import io.tickrelay.hub.Frame;
import io.tickrelay.hub.Latency;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.TickFrame;
import org.HdrHistogram.IntCountsHistogram;
import org.jspecify.annotations.Nullable;

/**
 * The latencies of one client since its last report, kept for clients that ask for them.
 * Lives on the loop of its outbox.
 */
final class DeliveryStats {

	private static final int DIGITS = 2;

	private final RelayClock clock;

	private final IntCountsHistogram exchangeToRelay = histogram();

	private final IntCountsHistogram relayToSocket = histogram();

	/** Receive times of what is written and not yet flushed. */
	private long[] batch = new long[16];

	private int batched;

	DeliveryStats(RelayClock clock) {
		this.clock = clock;
	}

	void onWritten(Frame frame) {
		if (frame instanceof TickFrame tick && !tick.isBackfilled()) {
			Long exchangeMicros = tick.exchangeMicros();
			if (exchangeMicros != null) {
				long tookMicros = Latency.between(exchangeMicros, this.clock.wallMicros(tick.receivedMicros()));
				if (tookMicros != Latency.NONE) {
					this.exchangeToRelay.recordValue(tookMicros);
				}
			}
			if (this.batched == this.batch.length) {
				this.batch = Arrays.copyOf(this.batch, this.batched * 2);
			}
			this.batch[this.batched++] = tick.receivedMicros();
		}
	}

	void onFlushed() {
		for (int i = 0; i < this.batched; i++) {
			this.relayToSocket.recordValue(this.clock.ageMicros(this.batch[i]));
		}
		this.batched = 0;
	}

	/** The latencies measured since the last call. */
	Latencies take() {
		Latencies latencies = new Latencies(quantiles(this.exchangeToRelay), quantiles(this.relayToSocket));
		this.exchangeToRelay.reset();
		this.relayToSocket.reset();
		return latencies;
	}

	private static @Nullable Quantiles quantiles(IntCountsHistogram histogram) {
		return (histogram.getTotalCount() == 0) ? null
				: new Quantiles(histogram.getValueAtPercentile(50), histogram.getValueAtPercentile(99));
	}

	private static IntCountsHistogram histogram() {
		IntCountsHistogram histogram = new IntCountsHistogram(DIGITS);
		// A histogram takes a few kilobytes, and more where a client's ticks are very
		// late.
		histogram.setAutoResize(true);
		return histogram;
	}

	/**
	 * How long ticks were on their way.
	 *
	 * @param exchangeToRelay null where no tick told its exchange's time
	 * @param relayToSocket null where no tick came
	 */
	record Latencies(@Nullable Quantiles exchangeToRelay, @Nullable Quantiles relayToSocket) {
	}

}
