package io.tickrelay.hub.lane;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.tickrelay.hub.Frame;
import io.tickrelay.hub.GapCause;
import io.tickrelay.hub.GapFrame;
import io.tickrelay.hub.Outage;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.ReplayRing;
import io.tickrelay.hub.Resumption;
import io.tickrelay.hub.Resumption.Reason;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.hub.TickHub;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.Outbox;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import org.jspecify.annotations.Nullable;

/**
 * All that one client has missed of its streams. It is sent whole or not at all, in the
 * order of receipt over all streams. A client that is cut off in the midst of it resumes
 * behind the last tick that it got. In another order it would miss other streams' earlier
 * ticks.
 */
public final class Replay {

	/**
	 * Ticks of two businesses come from two threads. Either may be interrupted between
	 * taking its time and handing the tick over, while the other's later ticks overtake
	 * it.
	 */
	private static final long OVERTAKING_MICROS = TimeUnit.SECONDS.toMicros(1);

	private final long afterMicros;

	private final RelayClock clock;

	private final @Nullable Business home;

	private final List<Item> items = new ArrayList<>();

	private int ticks;

	private boolean whole = true;

	private Replay(Collection<LaneTopic> topics, long afterMicros, RelayClock clock) {
		this.afterMicros = afterMicros;
		this.clock = clock;
		this.home = topics.stream()
			.filter((topic) -> topic.past().knows(afterMicros))
			.map((topic) -> topic.topic().business())
			.findFirst()
			.orElse(null);
	}

	/**
	 * Sends a client again what it has missed, if nothing is missing in it.
	 * @param client the client that has come back
	 * @param topics its streams and how it wants each of them
	 * @param afterMicros the receive time of the last tick that it has
	 * @param hub the hub, whose clock tells whether it gave that time
	 */
	static Resumption send(Outbox client, Map<LaneTopic, Delivery> topics, long afterMicros, TickHub hub) {
		if (!hub.clock().gave(afterMicros)) {
			return new Resumption.NotRecovered(Reason.RESTART);
		}
		if (!hub.isOrderedUpTo(afterMicros)) {
			return new Resumption.NotRecovered(Reason.WINDOW);
		}
		int most = hub.replayLimits().perClient();
		Replay replay = new Replay(topics.keySet(), afterMicros, hub.clock());
		for (Map.Entry<LaneTopic, Delivery> topic : topics.entrySet()) {
			replay.add(topic.getKey(), topic.getValue());
			if (!replay.whole || replay.ticks > most) {
				return new Resumption.NotRecovered(Reason.WINDOW);
			}
		}
		replay.items.sort(Comparator.comparingLong(Item::micros));
		return client.replay(replay.items.stream().map(Item::frame).toList()) ? new Resumption.Recovered(replay.ticks)
				: new Resumption.NotRecovered(Reason.WINDOW);
	}

	private void add(LaneTopic topic, Delivery delivery) {
		if (topic.topic().channel() instanceof Channel.Kline) {
			addBars(topic, delivery);
			return;
		}
		TickFrame last = topic.last();
		ReplayRing.Past past = topic.past().past(this.afterMicros, slack(topic, 0), (last == null) ? 0 : last.seq());
		this.whole &= past.whole();
		if (!past.ticks().isEmpty()) {
			addAll(past);
		}
		else if (last != null && (last.seq() > past.seqBefore() || !(delivery instanceof Delivery.All))) {
			// What waits for a conflating client keeps its place while it is replaced. So
			// an earlier tick of this stream may have been behind a later one of another.
			addNewest(last, past.seqBefore(), delivery);
		}
	}

	/**
	 * Adds the newest update of each bar, in the order of receipt. The stream's later
	 * updates of a bar are in the lane's queue and reach all clients alike.
	 */
	private void addBars(LaneTopic topic, Delivery delivery) {
		TickFrame last = topic.last();
		long upToSeq = (last == null) ? 0 : last.seq();
		boolean all = delivery instanceof Delivery.All;
		// What waits for a conflating client keeps its place while it is replaced. So the
		// bar that was the current one may have been behind a later tick of another.
		ReplayRing.Past past = topic.past().bars(this.afterMicros, slack(topic, pacingMicros(delivery)), upToSeq, !all);
		this.whole &= past.whole();
		long told = past.seqBefore();
		for (TickFrame bar : past.ticks()) {
			tellMissing(bar, told, all ? bar.seq() - 1 : 0);
			addTick(bar);
			told = Math.max(told, bar.seq());
		}
		if (last != null) {
			tellMissing(last, told, all ? upToSeq : 0);
		}
	}

	/** Adds the gaps that are told before a tick, or where that tick would go. */
	private void tellMissing(TickFrame next, long told, long skippedTo) {
		Outage outage = next.outage();
		if (outage != null && outage.gap().toSeq() > told) {
			add(next, outage.gap());
		}
		if (skippedTo > told) {
			add(next, new GapFrame(next.topic(), next.life(), GapCause.REPLAY_WINDOW, told + 1, skippedTo));
		}
	}

	/** By how much a tick that came later may have been received earlier. */
	private long slack(LaneTopic topic, long waitedMicros) {
		long spanMicros = waitedMicros + (topic.topic().business().equals(this.home) ? 0 : OVERTAKING_MICROS);
		return (spanMicros == 0) ? 0 : this.afterMicros - this.clock.before(this.afterMicros, spanMicros);
	}

	/**
	 * How long a bar's update may have waited for its edge while other streams' went out:
	 * two intervals, and the lateness of timers.
	 */
	private static long pacingMicros(Delivery delivery) {
		return (delivery instanceof Delivery.Rated(int perSecond))
				? OVERTAKING_MICROS + 2 * TimeUnit.SECONDS.toMicros(1) / perSecond : 0;
	}

	private void addAll(ReplayRing.Past past) {
		long told = past.seqBefore();
		for (TickFrame tick : past.ticks()) {
			tellMissing(tick, told, 0);
			told = tick.seq();
			addTick(tick);
		}
	}

	private void addNewest(TickFrame last, long seqBefore, Delivery delivery) {
		tellMissing(last, seqBefore, (delivery instanceof Delivery.All) ? last.seq() - 1 : 0);
		addTick(last);
	}

	private void addTick(TickFrame tick) {
		add(tick, tick);
		this.ticks++;
	}

	/** A frame that goes where a tick goes; sorting keeps what was added before it. */
	private void add(TickFrame place, Frame frame) {
		this.items.add(new Item(place.receivedMicros(), frame));
	}

	private record Item(long micros, Frame frame) {
	}

}
