package io.tickrelay.hub;

import java.util.concurrent.TimeUnit;

import io.tickrelay.tick.Tick;
import org.jspecify.annotations.Nullable;

/**
 * A tick with its place in its stream and in the relay's time.
 */
public sealed class TickFrame extends Frame permits BackfilledFrame {

	private final Tick tick;

	private final long seq;

	private final long receivedMicros;

	private final @Nullable Outage outage;

	TickFrame(Tick tick, long life, long seq, long receivedMicros, @Nullable Outage outage) {
		super(tick.topic(), life);
		this.tick = tick;
		this.seq = seq;
		this.receivedMicros = receivedMicros;
		this.outage = outage;
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
	 * When the relay received it.
	 * @return epoch microseconds, unique in the relay
	 */
	public final long receivedMicros() {
		return this.receivedMicros;
	}

	/**
	 * When it happened, as the exchange says.
	 * @return epoch microseconds; null for k-lines, which have no such time
	 */
	final @Nullable Long exchangeMicros() {
		return switch (this.tick) {
			case Tick.Trade trade -> TimeUnit.MILLISECONDS.toMicros(trade.timeMs());
			case Tick.Depth depth -> TimeUnit.MILLISECONDS.toMicros(depth.timeMs());
			case Tick.Kline _ -> null;
		};
	}

	/**
	 * Whether this is history, told after the event.
	 * @return true where a client should not take it for news
	 */
	public boolean isBackfilled() {
		return false;
	}

	/** The last outage before this tick. */
	final @Nullable Outage outage() {
		return this.outage;
	}

	/**
	 * What a newcomer is shown when this is the stream's last tick: the last known value,
	 * under this tick's number, after which the next one comes.
	 */
	TickFrame shown() {
		return this;
	}

	/** When the stream's last tick that is news was received. */
	@Nullable Long newsMicros() {
		return this.receivedMicros;
	}

	/** Whether this is a better last value than one of an earlier number. */
	boolean replaces(TickFrame earlier) {
		return true;
	}

	/** The same value as the last known one under a later number. */
	TickFrame renumbered(long laterSeq) {
		return new TickFrame(this.tick, life(), laterSeq, this.receivedMicros, this.outage);
	}

}
