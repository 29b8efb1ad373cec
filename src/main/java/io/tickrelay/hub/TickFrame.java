package io.tickrelay.hub;

import io.tickrelay.tick.Tick;

/**
 * A tick with its place in its stream and in the relay's time.
 */
public final class TickFrame extends Frame {

	private final Tick tick;

	private final long seq;

	private final long receivedMicros;

	TickFrame(Tick tick, long life, long seq, long receivedMicros) {
		super(tick.topic(), life);
		this.tick = tick;
		this.seq = seq;
		this.receivedMicros = receivedMicros;
	}

	/**
	 * The data.
	 * @return the tick
	 */
	public Tick tick() {
		return this.tick;
	}

	/**
	 * The tick's number in its stream.
	 * @return from 1, without a hole in what the relay received
	 */
	public long seq() {
		return this.seq;
	}

	/**
	 * When the relay received it.
	 * @return epoch microseconds, unique in the relay
	 */
	public long receivedMicros() {
		return this.receivedMicros;
	}

}
