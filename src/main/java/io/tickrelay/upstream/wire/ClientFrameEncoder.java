package io.tickrelay.upstream.wire;

import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;

import io.tickrelay.tick.Interval;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the relay's frames as the vendor reads them. Safe for any thread.
 */
public final class ClientFrameEncoder {

	private final JsonMapper json = JsonMapper.shared();

	/**
	 * Encodes one frame.
	 * @param frame the frame
	 * @return the JSON text of a text frame
	 */
	public String encode(ClientFrame frame) {
		ObjectNode root = this.json.createObjectNode();
		root.put("code", code(frame)).put("trace", frame.trace());
		switch (frame) {
			case ClientFrame.SubscribeTrades(var _, Codes codes, boolean withTradeType) -> {
				ObjectNode data = root.putObject("data").put("codes", codes.joined());
				if (withTradeType) {
					data.put("includeTy", true);
				}
			}
			case ClientFrame.SubscribeDepth(var _, Codes codes) -> root.putObject("data").put("codes", codes.joined());
			case ClientFrame.SubscribeKlines(var _, SequencedMap<Interval, Codes> codes) -> {
				ArrayNode list = root.putObject("data").putArray("arr");
				codes.forEach((interval, symbols) -> list.addObject()
					.put("type", KlineTypes.number(interval))
					.put("codes", symbols.joined()));
			}
			case ClientFrame.UnsubscribeTrades(var _, Codes codes) ->
				root.putObject("data").put("codes", codes.joined());
			case ClientFrame.UnsubscribeDepth(var _, Codes codes) ->
				root.putObject("data").put("codes", codes.joined());
			case ClientFrame.UnsubscribeKlines(var _, Codes codes, var intervals) -> root.putObject("data")
				.put("codes", codes.joined())
				.put("klineTypes", klineTypes(List.copyOf(intervals)));
			case ClientFrame.Heartbeat _ -> {
				// A heartbeat has no data.
			}
		}
		return this.json.writeValueAsString(root);
	}

	private static int code(ClientFrame frame) {
		return switch (frame) {
			case ClientFrame.SubscribeTrades _ -> 10000;
			case ClientFrame.SubscribeDepth _ -> 10003;
			case ClientFrame.SubscribeKlines _ -> 10006;
			case ClientFrame.UnsubscribeTrades _ -> 11000;
			case ClientFrame.UnsubscribeDepth _ -> 11001;
			case ClientFrame.UnsubscribeKlines _ -> 11002;
			case ClientFrame.Heartbeat _ -> 10010;
		};
	}

	private static String klineTypes(List<Interval> intervals) {
		return intervals.stream()
			.map((interval) -> String.valueOf(KlineTypes.number(interval)))
			.collect(Collectors.joining(","));
	}

}
