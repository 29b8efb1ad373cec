package io.tickrelay.hub;

import java.util.concurrent.TimeUnit;

import io.tickrelay.tick.Tick;
import org.jspecify.annotations.Nullable;

/**
 * A tick with its place in its stream and in the relay's time.
 */
public sealed class TickFrame extends Frame permits BackfilledFrame, CorrectionFrame {

	private final Tick tick;

	private final long seq;

	private final long receivedMicros;

	private final @Nullable Outage outage;

	/**
	 * Creates the frame of a tick.
	 * @param tick the market data
	 * @param life of the topic
	 * @param seq its number in that life
	 * @param receivedMicros when it came, epoch microseconds
	 * @param outage the one that it ended; null for none
	 */
	public TickFrame(Tick tick, long life, long seq, long receivedMicros, @Nullable Outage outage) {
		super(tick.topic(), life);
		this.tick = tick;
		this.seq = seq;
		this.receivedMicros = receivedMicros;
		this.outage = outage;
	}

	/**
	 * The stream's next tick that is news.
	 * @param before the stream's tick before it; null for the first one
	 */
	static TickFrame of(Tick tick, long life, long seq, long receivedMicros, @Nullable Outage outage,
			@Nullable TickFrame before) {
		if (tick instanceof Tick.Kline bar && before != null && before.shown().isOfLaterBar(bar)) {
			return new CorrectionFrame(bar, life, seq, receivedMicros, outage, before.shown());
		}
		return new TickFrame(tick, life, seq, receivedMicros, outage);
	}

	/**
	 * The data.
	 * @return the tick
	 */
	public final Tick tick() {
		return this.tick;
	}

	/**
	 * The tick's number in its stream.
	 * @return from 1, without a hole in what the relay received
	 */
	public final long seq() {
		return this.seq;
	}

	/**
	 * When the relay received the tick.
	 * @return epoch microseconds, unique in the relay
	 */
	public final long receivedMicros() {
		return this.receivedMicros;
	}

	/**
	 * The exchange's time of the tick.
	 * @return epoch microseconds; null for k-lines, which have no such time
	 */
	public final @Nullable Long exchangeMicros() {
		return switch (this.tick) {
			case Tick.Trade trade -> TimeUnit.MILLISECONDS.toMicros(trade.timeMs());
			case Tick.Depth depth -> TimeUnit.MILLISECONDS.toMicros(depth.timeMs());
			case Tick.Kline _ -> null;
		};
	}

	/**
	 * Whether this tick is history, told after the event.
	 * @return true where a client should not take it for news
	 */
	public boolean isBackfilled() {
		return false;
	}

	/** The last outage before this tick. */
	public final @Nullable Outage outage() {
		return this.outage;
	}

	/**
	 * The last known value for a joining client when this is the stream's last tick. It
	 * has this tick's number, after which the next one comes.
	 */
	public TickFrame shown() {
		return this;
	}

	/** When the stream's last tick that is news was received. */
	@Nullable Long newsMicros() {
		return this.receivedMicros;
	}

	/**
	 * Whether nothing later was known when this tick came. A bar was then the current
	 * one.
	 */
	public final boolean isCurrent() {
		return shown() == this;
	}

	/** Whether this is of a bar that begins later than another. */
	final boolean isOfLaterBar(Tick.Kline other) {
		return this.tick instanceof Tick.Kline bar && bar.startMs() > other.startMs();
	}

	/** The same value as the last known one under a later number. */
	TickFrame renumbered(long laterSeq) {
		return new TickFrame(this.tick, life(), laterSeq, this.receivedMicros, this.outage);
	}

}
