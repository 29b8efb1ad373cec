package io.tickrelay.hub.lane;

import java.util.HashMap;
import java.util.Map;

import io.tickrelay.hub.GapFrame;
import io.tickrelay.hub.Outage;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.hub.outbox.Outbox;
import org.jspecify.annotations.Nullable;

/**
 * The outages of one stream that a lane has told, and the clients that need not be told
 * the next one. An outage is told to the clients that were there when it began. A client
 * that came while it lasted was told its state at once. A later client has lost nothing,
 * though the lane's queue may still hold the tick that ended it. Lives on the lane's
 * loop.
 */
final class LaneOutages {

	private final Map<Outbox, LateJoiner> joiners = new HashMap<>();

	// The number of the last outage that the lane has told, or need not tell.
	private int told;

	/**
	 * Begins the record behind a tick.
	 * @param last the last tick that the lane need not tell
	 */
	LaneOutages(@Nullable TickFrame last) {
		Outage known = (last == null) ? null : last.outage();
		this.told = (known == null) ? 0 : known.number();
	}

	/**
	 * Takes note of a client that has joined.
	 * @param client the client
	 * @param begun how many outages had begun when the client came
	 * @param last the last tick that the lane has told the others
	 */
	void onJoined(Outbox client, int begun, @Nullable TickFrame last) {
		if (begun > this.told) {
			this.joiners.put(client, new LateJoiner(begun, (last == null) ? 0 : last.seq()));
		}
	}

	void onLeft(Outbox client) {
		this.joiners.remove(client);
	}

	/**
	 * The outage that is to be told before a tick. The question is asked for every tick.
	 */
	@Nullable Outage untold(TickFrame tick) {
		Outage outage = tick.outage();
		return (outage != null && outage.number() > this.told) ? outage : null;
	}

	/** The gap of an outage and of the outages before it that the lane could not tell. */
	GapFrame gap(Outage outage, @Nullable TickFrame last) {
		GapFrame gap = outage.gap();
		if (last == null || outage.number() == this.told + 1) {
			return gap;
		}
		return gap.and(new GapFrame(gap.topic(), gap.life(), gap.cause(), last.seq(), last.seq()));
	}

	/** A client's part of that gap; null where the client was not there when it began. */
	@Nullable GapFrame gapFor(Outbox client, Outage outage, GapFrame gap) {
		LateJoiner joiner = this.joiners.get(client);
		if (joiner == null) {
			return gap;
		}
		return joiner.wasThere(outage) ? outage.gap() : null;
	}

	void onTold(Outage outage) {
		this.told = outage.number();
		this.joiners.values().removeIf((joiner) -> joiner.begun() <= outage.number());
	}

	/**
	 * A client that came while the lane had yet to tell of an outage.
	 *
	 * @param begun the number of the last outage that had begun
	 * @param seq the last tick that the client was not sent, but for a snapshot
	 */
	private record LateJoiner(int begun, long seq) {

		/** A tick from before the outage may still have been in the lane's queue. */
		boolean wasThere(Outage outage) {
			return outage.number() > this.begun || outage.gap().fromSeq() > this.seq;
		}

	}

}
