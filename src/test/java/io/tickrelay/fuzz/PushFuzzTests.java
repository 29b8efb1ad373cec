package io.tickrelay.fuzz;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.wire.RestReader;
import io.tickrelay.upstream.wire.ServerFrame;
import io.tickrelay.upstream.wire.ServerFrameDecoder;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Well-formed pushes whose fields hold any text, one field a line of the input. The
 * client is told digit for digit what the upstream wrote, or nothing.
 */
class PushFuzzTests {

	private static final Pattern DECIMAL = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

	private static final long NOW_MS = 1_786_776_000_000L;

	private static final long DAY_MS = 86_400_000;

	private static final long YEAR_2000_MS = 946_684_800_000L;

	private static final Pattern TIME = Pattern.compile("[0-9]{1,15}");

	/** The vendor's numbers begin with 1. */
	private static final List<String> NUMBERED = List.of("1m", "5m", "15m", "30m", "1h", "2h", "4h", "1d", "1w", "1M",
			"1Q", "1Y");

	private static final int LONGEST = 64;

	private final ServerFrameDecoder decoder = new ServerFrameDecoder(Business.CRYPTO, (_) -> Interval.ONE_MINUTE,
			() -> NOW_MS);

	/** One method for three readers saves two starts of a machine. */
	@FuzzTest
	void aPushIsToldAsItWasSent(byte[] input) {
		String text = new String(input, StandardCharsets.UTF_8);
		if (text.startsWith("depth")) {
			checkDepth(PushFields.of(text, "s", "t"));
		}
		else if (text.startsWith("bar")) {
			checkBar(PushFields.of(text, "s", "t", "ty", "o", "h", "l", "c", "v", "vw", "pca", "pfr"));
		}
		else {
			checkTrade(PushFields.of(text, "s", "t", "p", "v", "vw", "td", "ty"));
		}
	}

	private void checkTrade(PushFields sent) {
		JsonNode told = told(sent.frame(10002), isTopicAndTime(sent) && decimal(sent.text("p")) != null);
		if (told != null) {
			assertThat(told.path("ts").longValue()).isEqualTo(timeMs(sent));
			same(told, Map.of("price", "p", "size", "v", "turnover", "vw"), sent);
			assertThat(text(told, "side")).isEqualTo(side(sent.text("td")));
			String type = sent.text("ty");
			assertThat(text(told, "tradeType")).isEqualTo((type != null && type.length() <= LONGEST) ? type : null);
		}
	}

	private void checkDepth(PushFields sent) {
		List<PushFields.Level> levels = sent.levels();
		boolean decimals = levels.stream()
			.allMatch((level) -> decimal(level.price()) != null && decimal(level.size()) != null);
		JsonNode told = told(sent.frame(10005, levels), isTopicAndTime(sent) && decimals);
		if (told != null) {
			assertThat(told.path("ts").longValue()).isEqualTo(timeMs(sent));
			assertThat(PushFields.Level.of(told.path("asks"))).isEqualTo(PushFields.Level.ofSide(levels, "a"));
			assertThat(PushFields.Level.of(told.path("bids"))).isEqualTo(PushFields.Level.ofSide(levels, "b"));
		}
	}

	/** The same bar in an answer of REST makes the same tick. */
	private void checkBar(PushFields sent) {
		Interval interval = interval(sent.text("ty"));
		boolean good = isTopicAndTime(sent)
				&& List.of("o", "h", "l", "c").stream().allMatch((price) -> decimal(sent.text(price)) != null);
		JsonNode told = told(sent.frame(10008), good && interval != null);
		if (told != null) {
			assertThat(told.path("start").longValue()).isEqualTo(timeMs(sent));
			same(told, Map.of("open", "o", "high", "h", "low", "l", "close", "c"), sent);
			same(told, Map.of("volume", "v", "turnover", "vw", "change", "pca"), sent);
			String percent = sent.text("pfr");
			assertThat(text(told, "changePercent"))
				.isEqualTo(decimal((percent != null) ? percent.replaceFirst("%$", "") : null));
		}
		if (interval != null) {
			Map<String, List<Tick.Kline>> read = RestReader.klines(Business.CRYPTO, interval, NOW_MS, sent.answer());
			assertThat((read != null) ? List.copyOf(read.values()) : List.of())
				.isEqualTo((told != null) ? List.of(ticks(sent.frame(10008))) : List.of());
		}
	}

	/**
	 * The message that clients read of a push, or null where it had to be refused and
	 * was.
	 */
	private @Nullable JsonNode told(byte[] frame, boolean good) {
		if (good) {
			return Relay.told(ticks(frame).getFirst());
		}
		assertThat(this.decoder.decode(frame, frame.length)).isInstanceOf(ServerFrame.Undecodable.class);
		return null;
	}

	private List<Tick> ticks(byte[] frame) {
		ServerFrame read = this.decoder.decode(frame, frame.length);
		assertThat(read).isInstanceOf(ServerFrame.Push.class);
		List<Tick> ticks = ((ServerFrame.Push) read).ticks();
		assertThat(ticks).hasSize(1);
		return ticks;
	}

	private static void same(JsonNode told, Map<String, String> names, PushFields sent) {
		names.forEach((name, field) -> assertThat(text(told, name)).as(name).isEqualTo(decimal(sent.text(field))));
	}

	private static @Nullable String text(JsonNode told, String name) {
		return told.has(name) ? told.path(name).stringValue() : null;
	}

	private static @Nullable String decimal(@Nullable String text) {
		return (text != null && text.length() <= LONGEST && DECIMAL.matcher(text).matches()) ? text : null;
	}

	/**
	 * Converts the number in the one unit, of seconds to nanoseconds, that makes a time
	 * of it.
	 */
	private static @Nullable Long timeMs(PushFields sent) {
		String text = decimal(sent.text("t"));
		if (text == null || text.matches(".*[eE].{5,}")) {
			return null;
		}
		BigDecimal number = new BigDecimal(text);
		return IntStream.of(3, 0, -3, -6)
			.mapToObj(number::scaleByPowerOfTen)
			.filter((ms) -> ms.compareTo(BigDecimal.valueOf(YEAR_2000_MS)) >= 0
					&& ms.compareTo(BigDecimal.valueOf(NOW_MS + DAY_MS + 1)) < 0)
			.findFirst()
			.map(BigDecimal::longValue)
			.orElse(null);
	}

	private static @Nullable String side(@Nullable String direction) {
		return "1".equals(direction) ? "buy" : "2".equals(direction) ? "sell" : null;
	}

	private static @Nullable Interval interval(@Nullable String type) {
		if (type == null) {
			return Interval.ONE_MINUTE;
		}
		long number = TIME.matcher(type).matches() ? Long.parseLong(type) : 0;
		return Stream.of(Interval.values())
			.filter((interval) -> NUMBERED.indexOf(interval.text()) + 1 == number)
			.findFirst()
			.orElse(null);
	}

	private static boolean isTopicAndTime(PushFields sent) {
		String symbol = sent.text("s");
		return symbol != null && Topic.isSymbol(symbol) && timeMs(sent) != null;
	}

}
