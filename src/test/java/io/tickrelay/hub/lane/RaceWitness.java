package io.tickrelay.hub.lane;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.tickrelay.hub.TestFormat;
import io.tickrelay.hub.TestFormat.Gap;
import io.tickrelay.hub.TestFormat.Seen;
import io.tickrelay.hub.TestFormat.Status;
import io.tickrelay.hub.outbox.ClientLink;
import io.tickrelay.hub.outbox.Outbox;
import io.tickrelay.tick.Topic;

/** A client that checks all it is given. */
final class RaceWitness implements ClientLink {

	final List<Topic> topics;

	final Outbox outbox;

	boolean left;

	long gaps;

	private final LaneRaceFixture race;

	private final boolean snapshot;

	private final Map<String, Long> told = new HashMap<>();

	private final Map<String, Long> micros = new HashMap<>();

	private final Map<String, String> states = new HashMap<>();

	private final Map<String, Gap> untilTick = new HashMap<>();

	private final Map<String, Gap> outagesTold = new HashMap<>();

	private final Map<String, Integer> outageCounts = new HashMap<>();

	/** How many outages had begun before this client came. */
	private final Map<String, Integer> begunBefore = new HashMap<>();

	/** The newest tick of each business. */
	private final Map<String, Seen> newest = new HashMap<>();

	/** Streams that told this client more than their state when it came. */
	private final Set<String> begun = new HashSet<>();

	private boolean flushed = true;

	RaceWitness(LaneRaceFixture race, List<Topic> topics, boolean snapshot) {
		this.race = race;
		this.outbox = race.outbox(this);
		this.topics = topics;
		this.snapshot = snapshot;
		topics.forEach((topic) -> this.begunBefore.put(topic.name(), this.race.hub.open(topic).outagesBegun()));
	}

	@Override
	public boolean isWritable() {
		return true;
	}

	@Override
	public void write(byte[] bytes) {
		this.flushed = false;
		check(!this.left, "a word after the farewell");
		switch (TestFormat.read(bytes)) {
			case Seen seen -> onTick(seen);
			case Gap gap when gap.cause().equals("upstream_reconnect") -> onOutage(gap);
			case Gap gap -> {
				this.gaps++;
				this.begun.add(gap.stream());
				Long before = this.told.put(gap.stream(), gap.to());
				check(gap.from() <= gap.to(), gap);
				check(before == null || gap.from() == before + 1, before + " then " + gap);
			}
			case Status status -> this.states.put(status.stream(), status.state());
			default -> check(false, "unreadable");
		}
	}

	@Override
	public void flush() {
		this.flushed = true;
	}

	@Override
	public void overflowed() {
		check(false, "an overflow");
	}

	void sawTheEnd(Map<String, Long> newest) {
		check(this.flushed, "not flushed");
		for (Topic topic : this.topics) {
			Long last = this.told.get(topic.name());
			Long end = newest.get(topic.name());
			check(last == null ? !this.snapshot : last.equals(end), topic + " ended with " + last + " not " + end);
			check("LIVE".equals(this.states.getOrDefault(topic.name(), "LIVE")), topic + " is not live");
		}
	}

	void sawEveryOutage(Topic topic) {
		int begun = this.race.hub.open(topic).outagesBegun();
		check(begun == this.outageCounts.getOrDefault(topic.name(), 0), topic + " had " + begun + " outages");
	}

	private void onOutage(Gap gap) {
		this.outageCounts.merge(gap.stream(), 1, Integer::sum);
		Gap former = this.outagesTold.put(gap.stream(), gap);
		check(former == null || former.to() <= gap.from(), "told twice: " + former + " then " + gap);
		Integer number = this.race.outages.get(gap.stream() + gap.from());
		Integer before = this.begunBefore.get(gap.stream());
		check(number == null || before == null || number > before || this.begun.contains(gap.stream()),
				"came late for " + gap);
		this.untilTick.put(gap.stream(), gap);
		if (this.gaps == 0) {
			// No lane was too full to tell all that happened.
			Long told = this.told.get(gap.stream());
			check(told == null || told == gap.from(), told + " then " + gap);
			check("LIVE".equals(this.states.getOrDefault(gap.stream(), "LIVE")), "not live at " + gap);
			check(gap.to() == gap.from() + 1, "no neighbours: " + gap);
			check(number != null, "an outage that never was: " + gap);
		}
	}

	private void onTick(Seen seen) {
		Gap outage = this.untilTick.remove(seen.stream());
		check(outage == null || outage.to() == seen.seq() || (this.gaps > 0 && outage.to() < seen.seq()),
				outage + " then " + seen);
		Long before = this.told.put(seen.stream(), seen.seq());
		check(!seen.snapshot() || (this.snapshot && before == null), "a snapshot out of place: " + seen);
		check(before == null || seen.seq() == before + 1, before + " then " + seen);
		check(before != null || seen.snapshot() || !this.snapshot || seen.seq() == 1, "no snapshot before " + seen);
		if (!seen.snapshot()) {
			this.begun.add(seen.stream());
		}
		Seen former = this.newest.put(seen.stream().substring(0, seen.stream().indexOf(':')), seen);
		check(former == null || former.micros() < seen.micros() || this.race.hub.counters().laneOverflows.sum() > 0,
				"no client could resume by one time: " + former + " then " + seen);
		Long earlier = this.micros.put(seen.stream(), seen.micros());
		check(earlier == null || earlier < seen.micros(), earlier + " then " + seen);
	}

	private void check(boolean claim, Object fault) {
		if (!claim && this.race.faults.size() < 20) {
			this.race.faults.add(fault.toString());
		}
	}

}
