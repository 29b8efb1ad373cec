package io.tickrelay.cluster.log;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * The topics of the log and their last numbers, as its inputs tell them. The same inputs
 * give the same state on every replica. A leader numbers by it. Belongs to one thread.
 */
public final class LogState {

	/** A number that is forgotten begins anew; more topics than that end in no hour. */
	private static final int MOST_RETIRED = 65_536;

	private final Map<Topic, Long> born = new LinkedHashMap<>();

	private final Map<Topic, Long> retired = new LinkedHashMap<>();

	private long micros;

	/**
	 * Takes an input in.
	 * @param input the next one of the log
	 */
	public void on(LogInput input) {
		switch (input) {
			case LogInput.Numbered(Tick tick, var _, long seq, long receivedMicros) -> {
				this.born.replace(tick.topic(), seq);
				this.micros = Math.max(this.micros, receivedMicros);
			}
			case LogInput.Born(Topic topic, long seqBefore) -> {
				this.retired.remove(topic);
				this.born.put(topic, seqBefore);
			}
			case LogInput.Retired(Topic topic) -> {
				Long seq = this.born.remove(topic);
				if (seq != null && seq > 0) {
					retire(topic, seq);
				}
			}
			case LogInput.Kept kept -> {
				this.born.merge(kept.topic(), kept.seq(), Math::max);
				this.micros = Math.max(this.micros, kept.micros());
			}
			case LogInput.Pulse(long now) -> this.micros = Math.max(this.micros, now);
			case LogInput.Feed _, LogInput.Condition _, LogInput.Reign _ -> {
				// These have no numbers.
			}
		}
	}

	/**
	 * Numbers a tick.
	 * @param tick the tick
	 * @param backfilled whether it is a bar of the vendor's history
	 * @param nowMicros the leader's time
	 * @return the input, which is taken in already; null for a tick of an unborn topic
	 */
	public LogInput.@Nullable Numbered number(Tick tick, boolean backfilled, long nowMicros) {
		Long seq = this.born.get(tick.topic());
		if (seq == null) {
			return null;
		}
		LogInput.Numbered numbered = new LogInput.Numbered(tick, backfilled, seq + 1,
				Math.max(this.micros + 1, nowMicros));
		on(numbered);
		return numbered;
	}

	/**
	 * A topic's begin.
	 * @param topic the topic
	 * @return the input, which is taken in already
	 */
	public LogInput.Born begin(Topic topic) {
		LogInput.Born born = new LogInput.Born(topic, this.retired.getOrDefault(topic, 0L));
		on(born);
		return born;
	}

	/**
	 * The topics of a business that have begun and not ended.
	 * @param business the business
	 * @return a copy
	 */
	public Set<Topic> born(Business business) {
		Set<Topic> topics = new LinkedHashSet<>();
		this.born.keySet().stream().filter((topic) -> topic.business().equals(business)).forEach(topics::add);
		return topics;
	}

	/**
	 * All topics that have begun and not ended.
	 * @return a copy
	 */
	public Collection<Topic> born() {
		return Set.copyOf(this.born.keySet());
	}

	/**
	 * Whether a topic has begun and not ended.
	 * @param topic any topic
	 * @return false for one that no replica wants
	 */
	public boolean isBorn(Topic topic) {
		return this.born.containsKey(topic);
	}

	/**
	 * The latest time of the log.
	 * @return epoch microseconds; 0 where there was none
	 */
	public long micros() {
		return this.micros;
	}

	/**
	 * A copy that goes its own way.
	 * @return the same topics and numbers
	 */
	public LogState copy() {
		LogState copy = new LogState();
		copy.born.putAll(this.born);
		copy.retired.putAll(this.retired);
		copy.micros = this.micros;
		return copy;
	}

	private void retire(Topic topic, long seq) {
		this.retired.put(topic, seq);
		if (this.retired.size() > MOST_RETIRED) {
			this.retired.remove(this.retired.keySet().iterator().next());
		}
	}

}
