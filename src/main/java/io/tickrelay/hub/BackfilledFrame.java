package io.tickrelay.hub;

import io.tickrelay.tick.Tick;
import org.jspecify.annotations.Nullable;

/**
 * A bar from the upstream's history. It takes a number as any tick does, but it is no
 * news. It says nothing of the stream's state, and it is the last known value only where
 * no later bar is known.
 */
final class BackfilledFrame extends TickFrame {

	private final Tick.Kline bar;

	// A copy at most: a reference to the tick before would hold the whole past.
	private final TickFrame shown;

	private final @Nullable Long newsMicros;

	BackfilledFrame(Tick.Kline bar, long life, long seq, long receivedMicros, @Nullable Outage outage,
			@Nullable TickFrame before) {
		super(bar, life, seq, receivedMicros, outage);
		this.bar = bar;
		this.newsMicros = (before == null) ? null : before.newsMicros();
		TickFrame known = (before == null) ? null : before.shown();
		this.shown = (known != null && known.isOfLaterBar(bar)) ? known.renumbered(seq) : this;
	}

	@Override
	public boolean isBackfilled() {
		return true;
	}

	@Override
	public TickFrame shown() {
		return this.shown;
	}

	@Override
	@Nullable Long newsMicros() {
		return this.newsMicros;
	}

	@Override
	TickFrame renumbered(long laterSeq) {
		return new BackfilledFrame(this.bar, life(), laterSeq, receivedMicros(), outage(), null);
	}

}
