package io.tickrelay.hub.outbox;

import java.util.List;

import io.tickrelay.hub.Frame;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.TickFrame;
import org.jspecify.annotations.Nullable;

/**
 * Counts one client's updates that did not go out at once, and their latency for a client
 * that asks. Lives on the loop of its outbox.
 */
final class DeliveryTally {

	private long conflated;

	private long dropped;

	private long replayed;

	private @Nullable DeliveryStats stats;

	void measure(RelayClock clock) {
		this.stats = new DeliveryStats(clock);
	}

	void onWritten(Frame frame) {
		if (this.stats != null) {
			this.stats.onWritten(frame);
		}
	}

	void onFlushed() {
		if (this.stats != null) {
			this.stats.onFlushed();
		}
	}

	void onConflated(int updates) {
		this.conflated += updates;
	}

	void onDropped(long updates) {
		this.dropped += updates;
	}

	void onReplayed(List<? extends Frame> past) {
		this.replayed += past.stream().filter((frame) -> frame instanceof TickFrame).count();
	}

	DeliveryReport report(long delivered) {
		DeliveryStats.Latencies times = (this.stats != null) ? this.stats.take()
				: new DeliveryStats.Latencies(null, null);
		return new DeliveryReport(delivered, this.conflated, this.dropped, this.replayed, times.exchangeToRelay(),
				times.relayToSocket());
	}

}
