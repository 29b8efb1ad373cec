package io.tickrelay.simulator.wire;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;

import io.tickrelay.simulator.wire.ClientFrame.Faulty;
import io.tickrelay.simulator.wire.ClientFrame.Heartbeat;
import io.tickrelay.simulator.wire.ClientFrame.Kind;
import io.tickrelay.simulator.wire.ClientFrame.NotJson;
import io.tickrelay.simulator.wire.ClientFrame.Subscribe;
import io.tickrelay.simulator.wire.ClientFrame.Unsubscribe;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what clients send.
 */
public final class ClientFrameReader {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private ClientFrameReader() {
	}

	/**
	 * Reads one text frame.
	 * @param text whatever came; never trusted
	 * @return what it says, or what is wrong with it
	 */
	public static ClientFrame read(String text) {
		try {
			JsonNode frame = JSON.readTree(text);
			return frame.isObject() ? read(frame) : new NotJson();
		}
		catch (JacksonException _) {
			return new NotJson();
		}
	}

	private static ClientFrame read(JsonNode frame) {
		String trace = frame.path("trace").asString("");
		return switch (frame.path("code").asInt(0)) {
			case 10000 -> subscribe(trace, frame, 10001, Channel.TRADE);
			case 10003 -> subscribe(trace, frame, 10004, Channel.DEPTH);
			case 10006 -> subscribeKlines(trace, frame.path("data"));
			case 11000 -> unsubscribe(trace, frame.path("data"), Kind.TRADE);
			case 11001 -> unsubscribe(trace, frame.path("data"), Kind.DEPTH);
			case 11002 -> unsubscribe(trace, frame.path("data"), Kind.KLINE);
			case 10010 -> new Heartbeat(trace, frame.path("ack").asInt(0) == 1);
			default -> new Faulty(trace, 506, "Param error：The code is out of range");
		};
	}

	private static ClientFrame subscribe(String trace, JsonNode frame, int ackCode, Channel channel) {
		JsonNode data = frame.path("data");
		if (!data.isObject()) {
			return lost(trace, "data");
		}
		Set<SymbolChannel> wanted = new LinkedHashSet<>();
		codes(data).forEach((symbol) -> wanted.add(new SymbolChannel(symbol, channel)));
		return wanted.isEmpty() ? lost(trace, "codes") : new Subscribe(trace, ackCode, wanted);
	}

	private static ClientFrame subscribeKlines(String trace, JsonNode data) {
		if (!data.isObject()) {
			return lost(trace, "data");
		}
		Set<SymbolChannel> wanted = new LinkedHashSet<>();
		for (JsonNode item : data.path("arr")) {
			Interval interval = KlineTypes.interval(item.path("type").asInt(0));
			if (interval == null) {
				return new Faulty(trace, 506, "Param error：type");
			}
			codes(item).forEach((symbol) -> wanted.add(new SymbolChannel(symbol, Channel.kline(interval))));
		}
		return wanted.isEmpty() ? lost(trace, "arr") : new Subscribe(trace, 10007, wanted);
	}

	private static ClientFrame unsubscribe(String trace, JsonNode data, Kind kind) {
		if (!data.isObject()) {
			return lost(trace, "data");
		}
		Set<Interval> intervals = EnumSet.noneOf(Interval.class);
		for (String type : list(data.path("klineTypes"))) {
			Interval interval = KlineTypes.interval(number(type));
			if (interval == null) {
				return new Faulty(trace, 506, "Param error：klineTypes");
			}
			intervals.add(interval);
		}
		return new Unsubscribe(trace, kind, codes(data), intervals);
	}

	private static Set<String> codes(JsonNode data) {
		return list(data.path("codes"));
	}

	private static Set<String> list(JsonNode commaSeparated) {
		Set<String> items = new LinkedHashSet<>();
		Arrays.stream(commaSeparated.asString("").split(",", -1))
			.map(String::strip)
			.filter((item) -> !item.isEmpty())
			.forEach(items::add);
		return items;
	}

	private static int number(String text) {
		return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
	}

	private static Faulty lost(String trace, String parameter) {
		return new Faulty(trace, 507, "Param lost：" + parameter);
	}

}
