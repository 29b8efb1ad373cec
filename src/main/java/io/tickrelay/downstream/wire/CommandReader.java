package io.tickrelay.downstream.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.tickrelay.downstream.ErrorCode;
import io.tickrelay.downstream.StreamQuery;
import io.tickrelay.hub.Delivery;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the commands of WebSocket clients. Never throws: a command that can't be read is
 * a value. Safe for any thread.
 */
public final class CommandReader {

	private static final int LONGEST_ID = 64;

	private final JsonMapper json = JsonMapper.shared();

	/**
	 * Reads one text frame.
	 * @param text what the client sent
	 * @return the command
	 */
	public Command read(String text) {
		try {
			JsonNode root = this.json.readTree(text);
			return root.isObject() ? read(root)
					: unreadable(null, "A command is a JSON object, such as {\"op\":\"subscribe\",\"id\":1,"
							+ "\"streams\":[\"BTCUSDT@trade\"]}");
		}
		catch (JacksonException ex) {
			return unreadable(null, "This is not JSON; a command is an object, such as {\"op\":\"list\",\"id\":1}");
		}
	}

	private static Command read(JsonNode root) {
		JsonNode idNode = root.path("id");
		String id = idText(idNode);
		if (id == null && !idNode.isMissingNode() && !idNode.isNull()) {
			return unreadable(null, "An id is a number or a string of at most " + LONGEST_ID + " characters");
		}
		String op = root.path("op").asString("");
		CommandId command = new CommandId(op, id);
		return switch (op) {
			case "subscribe" -> subscribe(root, command);
			case "unsubscribe" -> unsubscribe(root, command);
			case "list" -> new Command.Streams(command);
			case "ping" -> new Command.Ping(command);
			default -> unreadable(id, "The ops are subscribe, unsubscribe, list and ping");
		};
	}

	private static Command subscribe(JsonNode root, CommandId id) {
		List<String> streams = streams(root);
		if (streams == null || streams.isEmpty()) {
			return unreadable(id.id(), "subscribe needs \"streams\", a list such as [\"BTCUSDT@trade\"]");
		}
		Delivery delivery = null;
		JsonNode mode = root.path("mode");
		if (!mode.isMissingNode()) {
			delivery = StreamQuery.delivery(mode.asString(""), null);
			if (delivery == null) {
				return unreadable(id.id(), "\"mode\" is \"all\" or \"conflate\"");
			}
		}
		if (root.has("rate") || root.has("resumeAfter")) {
			// Better refused than ignored: the client would get what it did not ask for.
			return unreadable(id.id(), "\"rate\" and \"resumeAfter\" are not available yet; leave them out");
		}
		JsonNode snapshot = root.path("snapshot");
		if (!snapshot.isMissingNode() && !snapshot.isBoolean()) {
			return unreadable(id.id(), "\"snapshot\" is true or false");
		}
		return new Command.Subscribe(id, streams, delivery, snapshot.isBoolean() ? snapshot.booleanValue() : null);
	}

	private static Command unsubscribe(JsonNode root, CommandId id) {
		boolean all = root.path("all").isBoolean() && root.path("all").booleanValue();
		if (all && !root.has("streams")) {
			return new Command.UnsubscribeAll(id);
		}
		List<String> streams = streams(root);
		if (all || streams == null || streams.isEmpty()) {
			return unreadable(id.id(),
					"unsubscribe needs either \"streams\", a list that is not empty, or \"all\":true");
		}
		return new Command.Unsubscribe(id, streams);
	}

	private static @Nullable List<String> streams(JsonNode root) {
		JsonNode list = root.path("streams");
		if (!list.isArray()) {
			return null;
		}
		List<String> streams = new ArrayList<>(list.size());
		for (JsonNode name : list) {
			if (!name.isString()) {
				return null;
			}
			if (!name.stringValue().isBlank()) {
				streams.add(name.stringValue());
			}
		}
		return streams;
	}

	private static @Nullable String idText(JsonNode id) {
		// A number beyond a double's range would come back as the text "Infinity".
		boolean endless = id.isFloatingPointNumber() && !Double.isFinite(id.doubleValue());
		boolean fits = id.isString() || (id.isNumber() && !endless);
		String text = fits ? id.toString() : "";
		// Half a character, which an escape can smuggle in, has no way back out.
		boolean whole = StandardCharsets.UTF_8.newEncoder().canEncode(text);
		return (fits && text.length() <= LONGEST_ID && whole) ? text : null;
	}

	private static Command unreadable(@Nullable String id, String message) {
		return new Command.Unreadable(id, new BadCommand(ErrorCode.BAD_REQUEST, message));
	}

}
