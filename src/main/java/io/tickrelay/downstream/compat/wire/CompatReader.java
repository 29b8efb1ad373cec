package io.tickrelay.downstream.compat.wire;

import io.tickrelay.downstream.compat.wire.CompatCommand.Heartbeat;
import io.tickrelay.downstream.compat.wire.CompatCommand.Kind;
import io.tickrelay.downstream.compat.wire.CompatCommand.Unreadable;
import io.tickrelay.downstream.wire.Echo;
import io.tickrelay.tick.Business;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the frames of clients that speak the vendor's protocol. Never throws: a frame
 * that can't be read is a value. Safe for any thread.
 */
public final class CompatReader {

	// A UUID has 36 characters.
	private static final int LONGEST_TRACE = 256;

	private final JsonMapper json = JsonMapper.shared();

	/**
	 * Reads one text frame.
	 * @param business what the connection is of
	 * @param text what the client sent
	 * @return what it says
	 */
	public CompatCommand read(Business business, String text) {
		try {
			JsonNode root = this.json.readTree(text);
			if (root.isObject()) {
				return read(business, root);
			}
		}
		catch (JacksonException ex) {
			// Told below.
		}
		return new Unreadable(null, CompatError.NOT_JSON, "Param not json");
	}

	private static CompatCommand read(Business business, JsonNode root) {
		JsonNode given = root.path("trace");
		String trace = Echo.of(given, LONGEST_TRACE);
		CompatParameters data = new CompatParameters(business, trace, root.path("data"));
		if (trace == null && !given.isMissingNode() && !given.isNull()) {
			return data.bad("trace");
		}
		JsonNode code = root.path("code");
		if (code.isMissingNode() || code.isNull()) {
			return data.missing("code");
		}
		return switch (code.asInt(0)) {
			case CompatCodes.SUBSCRIBE_TRADES -> data.subscribe(Kind.TRADES);
			case CompatCodes.SUBSCRIBE_DEPTH -> data.subscribe(Kind.DEPTH);
			case CompatCodes.SUBSCRIBE_KLINES -> data.subscribe(Kind.KLINES);
			case CompatCodes.UNSUBSCRIBE_TRADES -> data.unsubscribe(Kind.TRADES);
			case CompatCodes.UNSUBSCRIBE_DEPTH -> data.unsubscribe(Kind.DEPTH);
			case CompatCodes.UNSUBSCRIBE_KLINES -> data.unsubscribe(Kind.KLINES);
			case CompatCodes.HEARTBEAT -> new Heartbeat(trace, root.path("ack").asInt(0) == 1);
			default -> data.bad("The code is out of range");
		};
	}

}
