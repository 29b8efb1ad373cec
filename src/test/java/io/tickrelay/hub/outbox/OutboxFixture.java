package io.tickrelay.hub.outbox;

import java.nio.charset.StandardCharsets;

import io.tickrelay.hub.Frame;
import io.tickrelay.hub.GapCause;
import io.tickrelay.hub.GapFrame;
import io.tickrelay.hub.HubCounters;
import io.tickrelay.hub.StatusFrame;
import io.tickrelay.hub.StreamStatus;
import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.hub.TestFormat;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.hub.Ticks;
import io.tickrelay.tick.Topic;

/**
 * An outbox whose socket takes what a test lets it take.
 */
abstract class OutboxFixture {

	static final Topic A = Ticks.crypto("A");

	static final Topic B = Ticks.crypto("B");

	final HubCounters counters = new HubCounters();

	final RecordingLink link = new RecordingLink();

	final TestFormat format = new TestFormat();

	Outbox outbox = outbox(100, 1_000_000, 4);

	void all(Frame... frames) {
		for (Frame frame : frames) {
			this.outbox.deliver(frame, Delivery.ALL);
		}
	}

	void conflate(Frame... frames) {
		for (Frame frame : frames) {
			this.outbox.deliver(frame, Delivery.CONFLATE);
		}
	}

	Outbox outbox(int frames, long bytes, int control) {
		return new Outbox(this.format, this.link, new OutboxLimits(frames, bytes, control),
				new OutboxPool(1 << 30, this.counters));
	}

	static byte[] text(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	static TickFrame tick(Topic topic, long seq) {
		return new TickFrame(Ticks.of(topic), 1, seq, seq, null);
	}

	static GapFrame outage(Topic topic, long before, long after) {
		return new GapFrame(topic, 1, GapCause.UPSTREAM_RECONNECT, before, after);
	}

	static StatusFrame status(Topic topic, State state, long edge) {
		Cause cause = (state == State.LIVE) ? null : Cause.UPSTREAM_DOWN;
		return new StatusFrame(topic, 1, new StreamStatus(state, cause, 1), edge, null, null);
	}

}
