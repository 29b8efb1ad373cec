package io.tickrelay.upstream.machine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.tickrelay.upstream.wire.ClientFrame;
import io.tickrelay.upstream.wire.ClientFrameEncoder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The upstream's subscriptions by the bytes of the frames that it got. By the vendor's
 * rule a cancellation that names nothing cancels everything.
 */
final class VendorReading {

	private static final List<String> INTERVALS = List.of("1m", "5m", "15m", "30m", "1h", "2h", "4h", "1d", "1w", "1M",
			"1Q", "1Y");

	private final JsonMapper json = JsonMapper.shared();

	private final ClientFrameEncoder encoder = new ClientFrameEncoder();

	/** Such as {@code BTCUSDT@kline_1m}. */
	private final Set<String> standing = new LinkedHashSet<>();

	Set<String> standing() {
		return this.standing;
	}

	void onDisconnected() {
		this.standing.clear();
	}

	/** Does what a frame says. */
	void onFrame(ClientFrame frame) {
		JsonNode root = this.json.readTree(this.encoder.encode(frame));
		JsonNode data = root.path("data");
		switch (root.path("code").intValue()) {
			case 10000 -> add(codes(data), "@trade");
			case 10003 -> add(codes(data), "@depth");
			case 10006 -> data.path("arr")
				.forEach((entry) -> add(codes(entry), "@kline_" + interval(entry.path("type").asString())));
			case 11000 -> cancel(codes(data), List.of("@trade"));
			case 11001 -> cancel(codes(data), List.of("@depth"));
			case 11002 -> cancel(codes(data), klines(data));
			case 10010 -> {
				// A heartbeat.
			}
			default -> throw new AssertionError("The vendor knows no frame like this: " + root);
		}
	}

	private void add(List<String> codes, String suffix) {
		if (codes.isEmpty()) {
			throw new AssertionError("A subscription that names nothing");
		}
		codes.forEach((code) -> this.standing.add(code + suffix));
	}

	private void cancel(List<String> codes, List<String> suffixes) {
		this.standing.removeIf((topic) -> {
			String suffix = topic.substring(topic.indexOf('@'));
			String code = topic.substring(0, topic.indexOf('@'));
			boolean kind = suffixes.isEmpty() ? suffix.startsWith("@kline") : suffixes.contains(suffix);
			return kind && (codes.isEmpty() || codes.contains(code));
		});
	}

	private static List<String> klines(JsonNode data) {
		return items(data.path("klineTypes")).stream().map((type) -> "@kline_" + interval(type)).toList();
	}

	private static List<String> codes(JsonNode data) {
		return items(data.path("codes"));
	}

	private static List<String> items(JsonNode text) {
		List<String> items = new ArrayList<>();
		if (text.isString()) {
			for (String item : text.stringValue().split(",", -1)) {
				if (!item.isEmpty()) {
					items.add(item);
				}
			}
		}
		return items;
	}

	private static String interval(String type) {
		return INTERVALS.get(Integer.parseInt(type) - 1);
	}

}
