package io.tickrelay.downstream.wire;

import java.util.List;

import io.tickrelay.hub.outbox.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * A command of a WebSocket client.
 */
public sealed interface Command {

	/** The op of {@link Streams}. */
	String LIST = "list";

	/**
	 * Which command it is, for its answer.
	 * @return op and id
	 */
	CommandId id();

	/**
	 * More streams, or other options of streams that the client has.
	 *
	 * @param id for the answer
	 * @param streams names as they were typed
	 * @param delivery null for the connection's own
	 * @param snapshot whether to send last values; null for the connection's own
	 * @param resumeAfter the receive time of the last tick that the client has, epoch
	 * microseconds; null where it begins anew
	 */
	record Subscribe(CommandId id, List<String> streams, @Nullable Delivery delivery, @Nullable Boolean snapshot,
			@Nullable Long resumeAfter) implements Command {
	}

	/**
	 * What was missed of some streams that the client has.
	 *
	 * @param id for the answer
	 * @param streams names as they were typed
	 * @param after the receive time of the last tick that the client has, epoch
	 * microseconds
	 */
	record Resume(CommandId id, List<String> streams, long after) implements Command {
	}

	/**
	 * What was missed of all streams that the client has.
	 *
	 * @param id for the answer
	 * @param after the receive time of the last tick that the client has, epoch
	 * microseconds
	 */
	record ResumeAll(CommandId id, long after) implements Command {
	}

	/**
	 * Fewer streams.
	 *
	 * @param id for the answer
	 * @param streams names as they were typed
	 */
	record Unsubscribe(CommandId id, List<String> streams) implements Command {
	}

	/**
	 * No streams.
	 *
	 * @param id for the answer
	 */
	record UnsubscribeAll(CommandId id) implements Command {
	}

	/**
	 * Which streams the client has.
	 *
	 * @param id for the answer
	 */
	record Streams(CommandId id) implements Command {
	}

	/**
	 * A ping of the client.
	 *
	 * @param id for the answer
	 */
	record Ping(CommandId id) implements Command {
	}

	/**
	 * Something else.
	 *
	 * @param id for the answer, as far as it could be read
	 * @param problem what is wrong with it
	 */
	record Unreadable(CommandId id, BadCommand problem) implements Command {
	}

}
