package io.tickrelay.hub;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/**
 * The counters of the hub. Written by the loops, read by any thread; each figure is a
 * total since the start.
 */
public final class HubCounters {

	/** Ticks numbered and handed to the lanes. */
	public final LongAdder ticks = new LongAdder();

	/** Ticks that arrived for a topic that is no longer wanted. */
	public final LongAdder unwantedTicks = new LongAdder();

	/** Emissions that a topic's sink refused: a bug, never load. */
	public final LongAdder refusedEmissions = new LongAdder();

	/** Frames that an exception kept from clients: a bug, never load. */
	public final LongAdder failures = new LongAdder();

	/** Frames that a full lane could not take; its clients were told of the gap. */
	public final LongAdder laneOverflows = new LongAdder();

	/**
	 * Updates that a client was not given because its lane was behind; the client was
	 * told.
	 */
	public final LongAdder skipped = new LongAdder();

	/** Frames written to clients, or into their outboxes. */
	public final LongAdder deliveries = new LongAdder();

	/** Updates replaced by a newer one before a slow client could take them. */
	public final LongAdder conflated = new LongAdder();

	/**
	 * Updates of bars that were dropped for want of room; clients were told of the gap.
	 */
	public final LongAdder dropped = new LongAdder();

	/** Frames that wait in outboxes now; falls as well. */
	public final LongAdder queued = new LongAdder();

	/** Groups of clients that get the same bytes now; falls as well. */
	public final LongAdder groups = new LongAdder();

	/** Ticks sent again to clients that came back. */
	public final LongAdder replayed = new LongAdder();

	private final LongAdder recovered = new LongAdder();

	private final Map<Resumption.Reason, LongAdder> notRecovered = new EnumMap<>(Resumption.Reason.class);

	/** Creates counters that are zero. */
	public HubCounters() {
		for (Resumption.Reason reason : Resumption.Reason.values()) {
			this.notRecovered.put(reason, new LongAdder());
		}
	}

	/**
	 * Clients that asked for what they had missed.
	 * @param visitor takes each outcome with its total
	 */
	public void eachResumption(BiConsumer<String, LongAdder> visitor) {
		visitor.accept("recovered", this.recovered);
		this.notRecovered.forEach((reason, total) -> visitor.accept(reason.text(), total));
	}

	/**
	 * Counts what became of a request to resume.
	 * @param resumption the outcome
	 */
	public void onResumption(Resumption resumption) {
		switch (resumption) {
			case Resumption.Recovered(int ticks) -> {
				this.recovered.increment();
				this.replayed.add(ticks);
			}
			case Resumption.NotRecovered(Resumption.Reason reason) ->
				Objects.requireNonNull(this.notRecovered.get(reason)).increment();
		}
	}

}
