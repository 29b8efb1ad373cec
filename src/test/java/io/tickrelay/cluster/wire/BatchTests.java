package io.tickrelay.cluster.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.tickrelay.cluster.log.LogInput;
import io.tickrelay.hub.FeedState;
import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.hub.TopicCondition;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BatchTests {

	private static final Topic TRADES = new Topic(Business.CRYPTO, "BTCUSDT", Channel.TRADE);

	private static final Topic BOOK = new Topic(Business.STOCK, "600519.SH", Channel.DEPTH);

	private static final Topic BARS = new Topic(Business.COMMON, "币安", Channel.kline(Interval.ONE_YEAR));

	private static final Tick TRADE = new Tick.Trade(TRADES, 1_786_775_227_483L, "67,1.5", null, "0.1", Tick.Side.SELL,
			null);

	private static final Tick DEPTH = new Tick.Depth(BOOK, -1, List.of(new Tick.Level("1", "2")), List.of());

	private static final Tick BAR = new Tick.Kline(BARS, Long.MAX_VALUE, "", "2", "3", "4", null, "6", "-7", "8%");

	static final List<LogInput> EACH = List.of(new LogInput.Reign("relay-0"), new LogInput.Born(TRADES, 0),
			new LogInput.Born(BOOK, 7), new LogInput.Born(BARS, Long.MAX_VALUE),
			new LogInput.Feed(Business.CRYPTO, FeedState.UP), new LogInput.Numbered(TRADE, false, 1, 2),
			new LogInput.Numbered(DEPTH, false, 8, 3), new LogInput.Numbered(BAR, true, 300, 4),
			new LogInput.Condition(TRADES, new TopicCondition.Queued(Duration.ofMillis(1234))),
			new LogInput.Condition(TRADES, new TopicCondition.Asked(true)),
			new LogInput.Condition(BOOK, new TopicCondition.Mute()),
			new LogInput.Condition(BOOK, new TopicCondition.Refused(Cause.QUOTA)),
			new LogInput.Kept(TRADES, 1, 2, TRADE, State.LIVE, null),
			new LogInput.Kept(BOOK, 0, 0, null, State.PENDING, Cause.BUDGET), new LogInput.Pulse(99),
			new LogInput.Retired(BARS));

	@Test
	void eachInputComesBackAsItWas() {
		assertThat(BatchReader.read(batch(EACH))).isEqualTo(EACH);
		assertThat(BatchReader.read(batch(List.of()))).isEmpty();
	}

	@Test
	void aWriterBeginsAnewWithEachBatch() {
		BatchWriter writer = new BatchWriter();
		EACH.forEach(writer::add);
		writer.take();
		writer.add(new LogInput.Numbered(TRADE, false, 1, 2));
		assertThat(BatchReader.read(writer.take())).containsExactly(new LogInput.Numbered(TRADE, false, 1, 2));
	}

	@Test
	void aTopicIsNamedOnceABatch() {
		List<LogInput> many = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			many.add(new LogInput.Numbered(TRADE, false, i, 1_786_775_227_483_000L + i));
		}
		assertThat(batch(many).length).isLessThan(1000 * 40);
	}

	@Property(tries = 300)
	void anyInputsComeBackInTheirOrder(@ForAll @Size(max = 60) List<@LongRange(min = 0) Long> picks) {
		List<LogInput> inputs = picks.stream().map((pick) -> EACH.get((int) (pick % EACH.size()))).toList();
		assertThat(BatchReader.read(batch(inputs))).isEqualTo(inputs);
	}

	@Property(tries = 2000)
	void damagedBytesAreReadOrRefused(@ForAll long seed) {
		Random random = new Random(seed);
		byte[] bytes = batch(EACH);
		for (int i = random.nextInt(4); i >= 0; i--) {
			bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
		}
		int length = random.nextBoolean() ? bytes.length : random.nextInt(bytes.length);
		List<LogInput> read = BatchReader.read(Arrays.copyOf(bytes, length));
		if (read != null) {
			assertThat(BatchReader.read(batch(read))).isEqualTo(read);
		}
	}

	@Test
	void anotherVersionIsRefused() {
		byte[] batch = batch(EACH);
		batch[0]++;
		assertThat(BatchReader.read(batch)).isNull();
		assertThat(BatchReader.read(new byte[0])).isNull();
	}

	static byte[] batch(List<LogInput> inputs) {
		BatchWriter writer = new BatchWriter();
		inputs.forEach(writer::add);
		return writer.take();
	}

}
