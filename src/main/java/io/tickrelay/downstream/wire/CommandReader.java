package io.tickrelay.downstream.wire;

import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.StreamQuery;
import io.tickrelay.hub.outbox.Delivery;
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

	private static final String RESUME_AFTER = "\"resumeAfter\" is the \"rts\" of the last tick that you have,"
			+ " a whole number of microseconds";

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
		String id = Echo.of(idNode, LONGEST_ID);
		boolean idFits = id != null || idNode.isMissingNode() || idNode.isNull();
		if (root.has("method") && !root.has("op")) {
			return BinanceCommands.read(root, id, idFits);
		}
		if (!idFits) {
			return unreadable(null, "An id is a number or a string of at most " + LONGEST_ID + " characters");
		}
		String op = root.path("op").asString("");
		CommandId command = new CommandId(op, id);
		return switch (op) {
			case "subscribe" -> subscribe(root, command);
			case "unsubscribe" -> unsubscribe(root, command);
			case "resume" -> resume(root, command);
			case Command.LIST -> new Command.Streams(command);
			case "ping" -> new Command.Ping(command);
			default -> unreadable(id, "The ops are subscribe, unsubscribe, resume, list and ping");
		};
	}

	private static Command subscribe(JsonNode root, CommandId id) {
		StreamNames streams = StreamNames.of(root.path("streams"));
		if (!streams.areSome()) {
			return unreadable(id.id(), "subscribe needs \"streams\", a list such as [\"BTCUSDT@trade\"]");
		}
		JsonNode mode = root.path("mode");
		if (!mode.isMissingNode() && StreamQuery.delivery(mode.asString(""), null) == null) {
			return unreadable(id.id(), "\"mode\" is \"all\" or \"conflate\"");
		}
		JsonNode rate = root.path("rate");
		Integer perSecond = rate.isIntegralNumber() ? StreamQuery.rate(rate.asString()) : null;
		if (!rate.isMissingNode() && perSecond == null) {
			return unreadable(id.id(), "\"rate\" is a whole number of updates a second, from 1 to "
					+ Delivery.Rated.MOST + "; without it every update is sent as long as the client keeps up");
		}
		JsonNode snapshot = root.path("snapshot");
		if (!snapshot.isMissingNode() && !snapshot.isBoolean()) {
			return unreadable(id.id(), "\"snapshot\" is true or false");
		}
		Long after = micros(root.path("resumeAfter"));
		if (after == null && root.has("resumeAfter")) {
			return unreadable(id.id(), RESUME_AFTER);
		}
		return new Command.Subscribe(id, streams.names(),
				StreamQuery.delivery(mode.isString() ? mode.stringValue() : null, perSecond),
				snapshot.isBoolean() ? snapshot.booleanValue() : null, after);
	}

	private static Command unsubscribe(JsonNode root, CommandId id) {
		boolean all = root.path("all").isBoolean() && root.path("all").booleanValue();
		if (all && !root.has("streams")) {
			return new Command.UnsubscribeAll(id);
		}
		StreamNames streams = StreamNames.of(root.path("streams"));
		if (all || !streams.areSome()) {
			return unreadable(id.id(),
					"unsubscribe needs either \"streams\", a list that is not empty, or \"all\":true");
		}
		return new Command.Unsubscribe(id, streams.names());
	}

	private static Command resume(JsonNode root, CommandId id) {
		Long after = micros(root.path("resumeAfter"));
		if (after == null) {
			return unreadable(id.id(), "resume needs \"resumeAfter\": " + RESUME_AFTER);
		}
		if (!root.has("streams")) {
			return new Command.ResumeAll(id, after);
		}
		StreamNames streams = StreamNames.of(root.path("streams"));
		return streams.areSome() ? new Command.Resume(id, streams.names(), after)
				: unreadable(id.id(), "\"streams\" is a list that is not empty; left out, it means all that you have");
	}

	/**
	 * A number of this size is beyond what some languages count to, so its digits may
	 * come as a string.
	 */
	private static @Nullable Long micros(JsonNode node) {
		boolean fits = node.isIntegralNumber() || node.isString();
		String digits = fits ? node.asString() : "";
		return digits.matches("[0-9]{1,18}") ? Long.valueOf(digits) : null;
	}

	private static Command unreadable(@Nullable String id, String message) {
		return new Command.Unreadable(new CommandId("error", id), new BadCommand(ErrorCode.BAD_REQUEST, message));
	}

}
