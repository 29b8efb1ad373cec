package io.tickrelay.downstream.compat.wire;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.tickrelay.downstream.compat.wire.CompatCommand.Kind;
import io.tickrelay.downstream.compat.wire.CompatCommand.Subscribe;
import io.tickrelay.downstream.compat.wire.CompatCommand.Unreadable;
import io.tickrelay.downstream.compat.wire.CompatCommand.Unsubscribe;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The parameters of a frame of the vendor's protocol, beside its code.
 *
 * @param business of the connection
 * @param trace of the frame
 * @param data the frame's {@code data}; any node
 */
record CompatParameters(Business business, @Nullable String trace, JsonNode data) {

	CompatCommand subscribe(Kind kind) {
		if (isAbsent(this.data)) {
			return missing("data");
		}
		Set<Topic> topics = new LinkedHashSet<>();
		Unreadable fault = switch (kind) {
			case TRADES -> readTopics(this.data.path("codes"), Channel.TRADE, topics);
			case DEPTH -> readTopics(this.data.path("codes"), Channel.DEPTH, topics);
			case KLINES -> readKlines(this.data.path("arr"), topics);
		};
		return (fault != null) ? fault : new Subscribe(this.trace, kind, topics);
	}

	/**
	 * Codes that are missing, null or empty cancel everything of the kind. A list of
	 * commas alone does not, because a name may have been meant.
	 */
	CompatCommand unsubscribe(Kind kind) {
		if (!isAbsent(this.data) && !this.data.isObject()) {
			return bad("data");
		}
		Set<String> symbols = new LinkedHashSet<>();
		JsonNode codes = this.data.path("codes");
		if (!isEmpty(codes)) {
			symbols.addAll(items(codes));
			if (!areSymbols(symbols)) {
				return bad("codes");
			}
		}
		Set<Interval> intervals = EnumSet.noneOf(Interval.class);
		JsonNode types = this.data.path("klineTypes");
		if (!isEmpty(types) && items(types).isEmpty()) {
			return bad("klineTypes");
		}
		for (String type : items(types)) {
			Interval interval = CompatCodes.interval(number(type));
			if (interval == null) {
				return bad("klineTypes");
			}
			intervals.add(interval);
		}
		return new Unsubscribe(this.trace, kind, symbols, intervals);
	}

	Unreadable missing(String parameter) {
		return new Unreadable(this.trace, CompatError.MISSING_PARAMETER, "Param lost：" + parameter);
	}

	Unreadable bad(String parameter) {
		return new Unreadable(this.trace, CompatError.BAD_PARAMETER, "Param error：" + parameter);
	}

	private @Nullable Unreadable readKlines(JsonNode list, Set<Topic> topics) {
		if (isAbsent(list)) {
			return missing("arr");
		}
		if (!list.isArray() || list.isEmpty()) {
			return bad("arr");
		}
		for (JsonNode item : list) {
			JsonNode type = item.path("type");
			if (isAbsent(type)) {
				return missing("type");
			}
			Interval interval = CompatCodes.interval(type.asInt(0));
			Unreadable fault = (interval == null) ? bad("type")
					: readTopics(item.path("codes"), Channel.kline(interval), topics);
			if (fault != null) {
				return fault;
			}
		}
		return null;
	}

	private @Nullable Unreadable readTopics(JsonNode codes, Channel channel, Set<Topic> topics) {
		if (isAbsent(codes)) {
			return missing("codes");
		}
		List<String> symbols = items(codes);
		if (!areSymbols(symbols)) {
			return bad("codes");
		}
		symbols.forEach((symbol) -> topics.add(new Topic(this.business, symbol, channel)));
		return null;
	}

	private static boolean areSymbols(Iterable<String> texts) {
		boolean any = false;
		for (String text : texts) {
			if (!Topic.isSymbol(text)) {
				return false;
			}
			any = true;
		}
		return any;
	}

	private static boolean isAbsent(JsonNode node) {
		return node.isMissingNode() || node.isNull();
	}

	private static boolean isEmpty(JsonNode node) {
		return isAbsent(node) || (node.isString() && node.stringValue().isBlank());
	}

	/** What stands between commas; nothing of what is neither a string nor a number. */
	private static List<String> items(JsonNode list) {
		boolean fits = list.isString() || list.isIntegralNumber();
		return Arrays.stream((fits ? list.asString("") : "").split(",", -1))
			.map(String::strip)
			.filter((item) -> !item.isEmpty())
			.toList();
	}

	private static int number(String text) {
		return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
	}

}
