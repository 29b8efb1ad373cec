package io.tickrelay.cluster.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.tickrelay.cluster.log.LogInput;
import io.tickrelay.hub.TopicCondition;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Writes inputs as one batch. Numbers are variable in length, texts have their length in
 * front. Belongs to one thread.
 */
public final class BatchWriter {

	static final int VERSION = 1;

	private static final int ABSENT = 0;

	private static final int PRESENT = 1;

	private static final int FIRST_SIZE = 4096;

	private static final int LONGEST_NUMBER = 10;

	private byte[] bytes = new byte[FIRST_SIZE];

	private int length;

	private final Map<Topic, Integer> topics = new HashMap<>();

	/** Begins an empty batch. */
	public BatchWriter() {
		number(VERSION);
	}

	/**
	 * The length of the batch so far.
	 * @return bytes
	 */
	public int length() {
		return this.length;
	}

	/**
	 * The batch, after which the writer begins anew.
	 * @return its bytes
	 */
	public byte[] take() {
		byte[] batch = Arrays.copyOf(this.bytes, this.length);
		this.length = 0;
		this.topics.clear();
		number(VERSION);
		return batch;
	}

	/**
	 * Adds an input.
	 * @param input any
	 */
	public void add(LogInput input) {
		number(Kind.of(input).code);
		switch (input) {
			case LogInput.Numbered(Tick tick, boolean backfilled, long seq, long micros) -> {
				topic(tick.topic());
				number(backfilled ? PRESENT : ABSENT);
				number(seq);
				number(micros);
				tick(tick);
			}
			case LogInput.Feed(var business, var state) -> {
				text(business.name());
				text(state.name());
			}
			case LogInput.Condition(Topic topic, TopicCondition condition) -> {
				topic(topic);
				condition(condition);
			}
			case LogInput.Born(Topic topic, long seqBefore) -> {
				topic(topic);
				number(seqBefore);
			}
			case LogInput.Retired(Topic topic) -> topic(topic);
			case LogInput.Reign(String replica) -> text(replica);
			case LogInput.Kept kept -> kept(kept);
			case LogInput.Pulse(long micros) -> number(micros);
		}
	}

	private void kept(LogInput.Kept kept) {
		topic(kept.topic());
		number(kept.seq());
		number(kept.micros());
		constant(kept.state());
		constant(kept.cause());
		Tick last = kept.last();
		number((last == null) ? ABSENT : PRESENT);
		if (last != null) {
			tick(last);
		}
	}

	private void condition(TopicCondition condition) {
		switch (condition) {
			case TopicCondition.Queued(var eta) -> {
				number(ConditionKind.QUEUED.code);
				number(eta.toMillis());
			}
			case TopicCondition.Asked(boolean interrupted) -> {
				number(ConditionKind.ASKED.code);
				number(interrupted ? PRESENT : ABSENT);
			}
			case TopicCondition.Mute _ -> number(ConditionKind.MUTE.code);
			case TopicCondition.Refused(var cause) -> {
				number(ConditionKind.REFUSED.code);
				constant(cause);
			}
		}
	}

	private void tick(Tick tick) {
		switch (tick) {
			case Tick.Trade trade -> {
				number(trade.timeMs());
				text(trade.price());
				optional(trade.size());
				optional(trade.turnover());
				constant(trade.side());
				optional(trade.tradeType());
			}
			case Tick.Depth depth -> {
				number(depth.timeMs());
				levels(depth.bids());
				levels(depth.asks());
			}
			case Tick.Kline bar -> {
				number(bar.startMs());
				text(bar.open());
				text(bar.high());
				text(bar.low());
				text(bar.close());
				optional(bar.volume());
				optional(bar.turnover());
				optional(bar.change());
				optional(bar.changePercent());
			}
		}
	}

	private void levels(List<Tick.Level> levels) {
		number(levels.size());
		for (Tick.Level level : levels) {
			text(level.price());
			text(level.size());
		}
	}

	/** A topic's number in this batch, and its name where that number is new. */
	private void topic(Topic topic) {
		Integer known = this.topics.putIfAbsent(topic, this.topics.size());
		if (known != null) {
			number(known);
			return;
		}
		number(this.topics.size() - 1);
		text(topic.business().name());
		text(topic.symbol());
		text(topic.channel().text());
	}

	/**
	 * An enum's constant by its name, because other versions may have others beside it.
	 */
	private void constant(@Nullable Enum<?> constant) {
		optional((constant == null) ? null : constant.name());
	}

	private void optional(@Nullable String text) {
		if (text == null) {
			number(ABSENT);
		}
		else {
			number(PRESENT);
			text(text);
		}
	}

	private void text(String text) {
		byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
		number(utf8.length);
		reserve(utf8.length);
		System.arraycopy(utf8, 0, this.bytes, this.length, utf8.length);
		this.length += utf8.length;
	}

	private void number(long value) {
		reserve(LONGEST_NUMBER);
		long rest = value;
		while ((rest & ~0x7fL) != 0) {
			this.bytes[this.length++] = (byte) (rest | 0x80);
			rest >>>= 7;
		}
		this.bytes[this.length++] = (byte) rest;
	}

	private void reserve(int more) {
		if (this.length + more > this.bytes.length) {
			this.bytes = Arrays.copyOf(this.bytes, Math.max(2 * this.bytes.length, this.length + more));
		}
	}

	/** The kinds of inputs by their numbers. */
	enum Kind {

		NUMBERED(0), FEED(1), CONDITION(2), BORN(3), RETIRED(4), REIGN(5), KEPT(6), PULSE(7);

		private final int code;

		Kind(int code) {
			this.code = code;
		}

		static @Nullable Kind of(long code) {
			return Arrays.stream(values()).filter((kind) -> kind.code == code).findFirst().orElse(null);
		}

		static Kind of(LogInput input) {
			return switch (input) {
				case LogInput.Numbered _ -> NUMBERED;
				case LogInput.Feed _ -> FEED;
				case LogInput.Condition _ -> CONDITION;
				case LogInput.Born _ -> BORN;
				case LogInput.Retired _ -> RETIRED;
				case LogInput.Reign _ -> REIGN;
				case LogInput.Kept _ -> KEPT;
				case LogInput.Pulse _ -> PULSE;
			};
		}

	}

	/** The kinds of conditions by their numbers. */
	enum ConditionKind {

		QUEUED(0), ASKED(1), MUTE(2), REFUSED(3);

		private final int code;

		ConditionKind(int code) {
			this.code = code;
		}

		static @Nullable ConditionKind of(long code) {
			return Arrays.stream(values()).filter((kind) -> kind.code == code).findFirst().orElse(null);
		}

	}

}
