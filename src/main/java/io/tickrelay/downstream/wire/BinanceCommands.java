package io.tickrelay.downstream.wire;

import io.tickrelay.downstream.contract.ErrorCode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the commands of clients that were written for Binance: {@code method} with
 * {@code params}. Source: Binance's documentation of its WebSocket streams, "Live
 * Subscribing/Unsubscribing to streams".
 */
final class BinanceCommands {

	private BinanceCommands() {
	}

	/**
	 * Reads one command.
	 * @param root an object with a method
	 * @param idText its id, as JSON text; null where it has none
	 * @param idFits whether the id is one that an answer can repeat
	 * @return the command, which wants an answer in the same dialect
	 */
	static Command read(JsonNode root, @Nullable String idText, boolean idFits) {
		JsonNode idNode = root.path("id");
		if (!idFits || (idNode.isNumber() && !idNode.isIntegralNumber())) {
			return unreadable(null, "an id is an integer, a string or null");
		}
		CommandId id = new CommandId(root.path("method").asString(""), idText, CommandId.Dialect.BINANCE);
		StreamNames streams = StreamNames.of(root.path("params"));
		return switch (id.op()) {
			case "SUBSCRIBE" -> streams.areSome() ? new Command.Subscribe(id, streams.names(), null, null, null)
					: unreadable(idText, "params must name at least one stream, as in [\"BTCUSDT@trade\"]");
			case "UNSUBSCRIBE" -> streams.areSome() ? new Command.Unsubscribe(id, streams.names())
					: unreadable(idText, "params must name the streams to leave; an empty list never means all");
			case "LIST_SUBSCRIPTIONS" -> new Command.Streams(id);
			default -> unreadable(idText, "the methods are SUBSCRIBE, UNSUBSCRIBE and LIST_SUBSCRIPTIONS");
		};
	}

	private static Command unreadable(@Nullable String id, String message) {
		return new Command.Unreadable(new CommandId("error", id, CommandId.Dialect.BINANCE),
				new BadCommand(ErrorCode.BAD_REQUEST, message));
	}

}
