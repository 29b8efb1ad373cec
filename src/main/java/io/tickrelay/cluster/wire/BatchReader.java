package io.tickrelay.cluster.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.tickrelay.cluster.log.LogInput;
import io.tickrelay.cluster.wire.BatchWriter.ConditionKind;
import io.tickrelay.cluster.wire.BatchWriter.Kind;
import io.tickrelay.hub.FeedState;
import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.hub.TopicCondition;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Reads a batch of the log. Whatever its bytes are, an answer comes, and takes no more
 * memory than a small multiple of them.
 */
public final class BatchReader {

	private final Cursor cursor;

	private final List<Topic> topics = new ArrayList<>();

	private BatchReader(byte[] batch) {
		this.cursor = new Cursor(batch);
	}

	/**
	 * Reads a batch.
	 * @param batch its bytes
	 * @return the inputs in their order; null for anything that is no batch of this
	 * version
	 */
	public static @Nullable List<LogInput> read(byte[] batch) {
		return new BatchReader(batch).inputs();
	}

	private @Nullable List<LogInput> inputs() {
		if (this.cursor.number() != BatchWriter.VERSION) {
			return null;
		}
		List<LogInput> inputs = new ArrayList<>();
		while (this.cursor.isGood() && this.cursor.hasMore()) {
			LogInput input = input();
			if (input == null) {
				return null;
			}
			inputs.add(input);
		}
		return this.cursor.isGood() ? inputs : null;
	}

	private @Nullable LogInput input() {
		Kind kind = Kind.of(this.cursor.number());
		return switch (kind) {
			case NUMBERED -> numbered();
			case FEED -> feed();
			case CONDITION -> condition();
			case BORN -> {
				Topic topic = topic();
				long seqBefore = this.cursor.number();
				yield (topic == null) ? null : new LogInput.Born(topic, seqBefore);
			}
			case RETIRED -> {
				Topic topic = topic();
				yield (topic == null) ? null : new LogInput.Retired(topic);
			}
			case REIGN -> new LogInput.Reign(this.cursor.text());
			case KEPT -> kept();
			case PULSE -> new LogInput.Pulse(this.cursor.number());
			case null -> null;
		};
	}

	private @Nullable LogInput numbered() {
		Topic topic = topic();
		boolean backfilled = this.cursor.flag();
		long seq = this.cursor.number();
		long micros = this.cursor.number();
		Tick tick = (topic == null) ? null : tick(topic);
		boolean fits = !backfilled || tick instanceof Tick.Kline;
		return (tick == null || !fits) ? null : new LogInput.Numbered(tick, backfilled, seq, micros);
	}

	private @Nullable LogInput feed() {
		String name = this.cursor.text();
		FeedState state = this.cursor.named(FeedState.values());
		return (state == null || !Business.isName(name)) ? null : new LogInput.Feed(new Business(name), state);
	}

	private @Nullable LogInput condition() {
		Topic topic = topic();
		ConditionKind kind = ConditionKind.of(this.cursor.number());
		TopicCondition condition = switch (kind) {
			case QUEUED -> {
				long eta = this.cursor.number();
				yield (eta < 0) ? null : new TopicCondition.Queued(Duration.ofMillis(eta));
			}
			case ASKED -> new TopicCondition.Asked(this.cursor.flag());
			case MUTE -> new TopicCondition.Mute();
			case REFUSED -> {
				Cause cause = this.cursor.optional(Cause.values());
				yield (cause == null) ? null : new TopicCondition.Refused(cause);
			}
			case null -> null;
		};
		return (topic == null || condition == null) ? null : new LogInput.Condition(topic, condition);
	}

	private @Nullable LogInput kept() {
		Topic topic = topic();
		long seq = this.cursor.number();
		long micros = this.cursor.number();
		State state = this.cursor.optional(State.values());
		Cause cause = this.cursor.optional(Cause.values());
		Tick last = (this.cursor.flag() && topic != null) ? tick(topic) : null;
		return (topic == null || state == null) ? null : new LogInput.Kept(topic, seq, micros, last, state, cause);
	}

	private @Nullable Tick tick(Topic topic) {
		Cursor in = this.cursor;
		Tick tick = switch (topic.channel()) {
			case Channel.Trade _ -> new Tick.Trade(topic, in.number(), in.text(), in.optionalText(), in.optionalText(),
					in.optional(Tick.Side.values()), in.optionalText());
			case Channel.Depth _ -> new Tick.Depth(topic, in.number(), levels(), levels());
			case Channel.Kline _ -> new Tick.Kline(topic, in.number(), in.text(), in.text(), in.text(), in.text(),
					in.optionalText(), in.optionalText(), in.optionalText(), in.optionalText());
		};
		return in.isGood() ? tick : null;
	}

	private List<Tick.Level> levels() {
		long size = this.cursor.number();
		List<Tick.Level> levels = new ArrayList<>();
		for (long i = 0; i < size && this.cursor.isGood(); i++) {
			levels.add(new Tick.Level(this.cursor.text(), this.cursor.text()));
		}
		return List.copyOf(levels);
	}

	private @Nullable Topic topic() {
		long number = this.cursor.number();
		if (number >= 0 && number < this.topics.size()) {
			return this.topics.get((int) number);
		}
		if (number != this.topics.size()) {
			this.cursor.fail();
			return null;
		}
		String business = this.cursor.text();
		String symbol = this.cursor.text();
		Channel channel = Channel.parse(this.cursor.text());
		if (!this.cursor.isGood() || !Business.isName(business) || !Topic.isSymbol(symbol) || channel == null) {
			this.cursor.fail();
			return null;
		}
		Topic topic = new Topic(new Business(business), symbol, channel);
		this.topics.add(topic);
		return topic;
	}

}
