package io.tickrelay.upstream.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.stream.Stream;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Frames as they went over the upstream's socket, against a reading of them that shares
 * nothing with the decoder.
 */
class CapturedFramesTests {

	private static final List<Interval> INTERVALS = List.of(Interval.values());

	static Stream<CapturedFrame> received() throws IOException {
		return Stream.concat(CapturedFrame.own(), CapturedFrame.production())
			.filter((frame) -> frame.direction().equals("recv"));
	}

	static Stream<CapturedFrame> sent() throws IOException {
		return Stream.concat(CapturedFrame.own(), CapturedFrame.production())
			.filter((frame) -> frame.direction().equals("send"));
	}

	@ParameterizedTest
	@MethodSource("received")
	void decodesEveryFrameDigitForDigit(CapturedFrame frame) {
		byte[] bytes = frame.raw().getBytes(StandardCharsets.UTF_8);
		ServerFrame decoded = new ServerFrameDecoder(Business.CRYPTO, (symbol) -> null).decode(bytes, bytes.length);

		JsonNode tree = frame.tree();
		JsonNode data = tree.path("data");
		switch (tree.path("code").asInt()) {
			case 200 -> assertThat(decoded).isEqualTo(new ServerFrame.Welcome());
			case 10001, 10004, 10007, 11010 ->
				assertThat(decoded).isEqualTo(new ServerFrame.Ack(tree.path("trace").stringValue()));
			case 10002 -> assertThat(decoded).isEqualTo(push(trade(data)));
			case 10005 -> assertThat(decoded).isEqualTo(push(depth(data)));
			case 10008 -> assertThat(decoded).isEqualTo(push(kline(data)));
			default -> throw new AssertionError("No reading of " + frame.raw());
		}
	}

	@ParameterizedTest
	@MethodSource("sent")
	void writesFramesAsTheVendorsClientsDo(CapturedFrame frame) {
		JsonNode tree = frame.tree();

		String encoded = new ClientFrameEncoder().encode(clientFrame(tree));

		assertThat(CapturedFrame.JSON.readTree(encoded)).isEqualTo(tree);
	}

	private static ServerFrame push(Tick tick) {
		return new ServerFrame.Push(List.of(tick));
	}

	private static Tick trade(JsonNode data) {
		Tick.Side side = switch (data.path("td").asInt()) {
			case 1 -> Tick.Side.BUY;
			case 2 -> Tick.Side.SELL;
			default -> null;
		};
		return new Tick.Trade(topic(data, Channel.TRADE), data.path("t").longValue(), data.path("p").stringValue(),
				data.path("v").stringValue(), data.path("vw").stringValue(), side, text(data, "ty"));
	}

	private static Tick depth(JsonNode data) {
		return new Tick.Depth(topic(data, Channel.DEPTH), data.path("t").longValue(), levels(data.path("b")),
				levels(data.path("a")));
	}

	private static List<Tick.Level> levels(JsonNode lists) {
		List<Tick.Level> levels = new ArrayList<>();
		for (int i = 0; i < lists.path(0).size(); i++) {
			levels.add(new Tick.Level(lists.path(0).path(i).stringValue(), lists.path(1).path(i).stringValue()));
		}
		return levels;
	}

	private static Tick kline(JsonNode data) {
		Interval interval = INTERVALS.get(data.path("ty").asInt() - 1);
		return new Tick.Kline(topic(data, Channel.kline(interval)), Long.parseLong(data.path("t").stringValue()) * 1000,
				data.path("o").stringValue(), data.path("h").stringValue(), data.path("l").stringValue(),
				data.path("c").stringValue(), text(data, "v"), text(data, "vw"), text(data, "pca"),
				data.path("pfr").stringValue().replace("%", ""));
	}

	private static Topic topic(JsonNode data, Channel channel) {
		return new Topic(Business.CRYPTO, data.path("s").stringValue(), channel);
	}

	private static @Nullable String text(JsonNode data, String field) {
		return data.has(field) ? data.path(field).stringValue() : null;
	}

	private static ClientFrame clientFrame(JsonNode tree) {
		String trace = tree.path("trace").stringValue();
		JsonNode data = tree.path("data");
		return switch (tree.path("code").asInt()) {
			case 10000 ->
				new ClientFrame.SubscribeTrades(trace, codes(data), data.path("includeTy").booleanValue(false));
			case 10003 -> new ClientFrame.SubscribeDepth(trace, codes(data));
			case 10006 -> {
				SequencedMap<Interval, Codes> codes = new LinkedHashMap<>();
				data.path("arr")
					.forEach((entry) -> codes.put(INTERVALS.get(entry.path("type").asInt() - 1), codes(entry)));
				yield new ClientFrame.SubscribeKlines(trace, codes);
			}
			case 10010 -> new ClientFrame.Heartbeat(trace);
			case 11000 -> new ClientFrame.UnsubscribeTrades(trace, codes(data));
			case 11001 -> new ClientFrame.UnsubscribeDepth(trace, codes(data));
			case 11002 -> {
				SequencedSet<Interval> intervals = new LinkedHashSet<>();
				for (String type : List.of(data.path("klineTypes").stringValue().split(",", -1))) {
					intervals.add(INTERVALS.get(Integer.parseInt(type) - 1));
				}
				yield new ClientFrame.UnsubscribeKlines(trace, codes(data), intervals);
			}
			default -> throw new AssertionError("No reading of " + tree);
		};
	}

	private static Codes codes(JsonNode data) {
		return new Codes(List.of(data.path("codes").stringValue().split(",", -1)));
	}

}
