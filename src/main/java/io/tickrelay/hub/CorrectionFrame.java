package io.tickrelay.hub;

import io.tickrelay.tick.Tick;
import org.jspecify.annotations.Nullable;

/**
 * An update of a bar that has a successor already. It is news and takes a number as any
 * tick does, but the current bar stays the one with the latest start.
 */
final class CorrectionFrame extends TickFrame {

	// A copy: a reference to the tick before would hold the whole past.
	private final TickFrame shown;

	/**
	 * Creates the stream's next tick.
	 * @param current the stream's current bar
	 */
	CorrectionFrame(Tick.Kline bar, long life, long seq, long receivedMicros, @Nullable Outage outage,
			TickFrame current) {
		super(bar, life, seq, receivedMicros, outage);
		this.shown = current.renumbered(seq);
	}

	@Override
	public TickFrame shown() {
		return this.shown;
	}

}
