package io.tickrelay.hub;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.tickrelay.hub.Resumption.Reason;
import io.tickrelay.tick.Business;
import org.jspecify.annotations.Nullable;

/**
 * What one client has missed of its streams: all of it or nothing. It is sent in the
 * order of receipt over all streams, because a client that is cut off in the midst of it
 * resumes behind the last tick that it got and would else miss other streams' earlier
 * ones.
 */
final class Replay {

	/**
	 * Ticks of two businesses come from two threads: either may be interrupted between
	 * taking its time and handing the tick over, while the other's later ticks overtake
	 * it.
	 */
	private static final long OVERTAKING_MICROS = TimeUnit.SECONDS.toMicros(1);

	private final long afterMicros;

	private final @Nullable Business home;

	private final List<Item> items = new ArrayList<>();

	private int ticks;

	private boolean whole = true;

	/** How much earlier that was received which may have come later. */
	private final long slackMicros;

	private Replay(Collection<LaneTopic> topics, long afterMicros, RelayClock clock) {
		this.afterMicros = afterMicros;
		this.slackMicros = afterMicros - clock.before(afterMicros, OVERTAKING_MICROS);
		this.home = topics.stream()
			.filter((topic) -> topic.past().knows(afterMicros))
			.map((topic) -> topic.topic().business())
			.findFirst()
			.orElse(null);
	}

	/**
	 * Sends a client again what it has missed, if nothing is missing in it.
	 * @param client who has come back
	 * @param topics its streams and how it wants each of them
	 * @param afterMicros the receive time of the last tick that it has
	 * @param hub whose clock gave that time, or did not
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
		TickFrame last = topic.last();
		long slack = topic.topic().business().equals(this.home) ? 0 : this.slackMicros;
		ReplayRing.Past past = topic.past().past(this.afterMicros, slack, (last == null) ? 0 : last.seq());
		this.whole &= past.whole();
		if (!past.ticks().isEmpty()) {
			addAll(past);
		}
		else if (last != null && (last.seq() > past.seqBefore() || !(delivery instanceof Delivery.All))) {
			// What waits for a conflating client keeps its place while it is replaced: an
			// earlier tick of this stream may have been behind a later one of another.
			addNewest(last, past.seqBefore(), delivery);
		}
	}

	private void addAll(ReplayRing.Past past) {
		long told = past.seqBefore();
		for (TickFrame tick : past.ticks()) {
			Outage outage = tick.outage();
			if (outage != null && outage.gap().toSeq() > told) {
				add(tick, outage.gap());
			}
			told = tick.seq();
			addTick(tick);
		}
	}

	private void addNewest(TickFrame last, long seqBefore, Delivery delivery) {
		// It may have come long before the last, which was history.
		TickFrame shown = last.shown();
		Outage outage = last.outage();
		if (outage != null && outage.gap().toSeq() > seqBefore) {
			add(shown, outage.gap());
		}
		if (delivery instanceof Delivery.All && last.seq() > seqBefore + 1) {
			add(shown, new GapFrame(last.topic(), last.life(), GapCause.REPLAY_WINDOW, seqBefore + 1, last.seq() - 1));
		}
		addTick(shown);
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
