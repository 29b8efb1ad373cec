package io.tickrelay.downstream.compat.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.downstream.wire.WebSocketFrames;
import io.tickrelay.tick.Business;
import org.jspecify.annotations.Nullable;

/**
 * The answers of the vendor beside market data, as whole text frames. Safe for any
 * thread.
 */
public final class CompatAnswers {

	private static final byte[] PERMISSION = WebSocketFrames
		.text("You have permission to subscribe to all market data".getBytes(StandardCharsets.UTF_8));

	private final MessageEncoder messages;

	private final byte[] welcome;

	/**
	 * Creates the answers.
	 * @param messages shares its JSON
	 */
	public CompatAnswers(MessageEncoder messages) {
		this.messages = messages;
		this.welcome = WebSocketFrames.text(messages.write(new Welcome(CompatCodes.WELCOME, "ws connect success")));
	}

	/**
	 * The first frames of a connection. On {@code stock} the first one is no JSON.
	 * @param business what the connection is of
	 * @return frames in their order; shared, read only
	 */
	public List<byte[]> welcome(Business business) {
		return business.equals(Business.STOCK) ? List.of(PERMISSION, this.welcome) : List.of(this.welcome);
	}

	/**
	 * Says yes, which means "understood" and no more.
	 * @param code of the answer
	 * @param trace the client's, as JSON text; null where it sent none
	 * @return a frame
	 */
	public byte[] ack(int code, @Nullable String trace) {
		return WebSocketFrames.text(this.messages.write(new Ack(code, trace, "ok")));
	}

	/**
	 * Says no. The trace is spelled {@code traceId} here, unlike an acknowledgement's.
	 * @param error what is wrong
	 * @param trace the client's, as JSON text; null where it sent none
	 * @param connection the connection's name, which stands in for a trace
	 * @param message for people
	 * @return a frame
	 */
	public byte[] error(CompatError error, @Nullable String trace, String connection, String message) {
		Record failure = (trace != null) ? new TracedFailure(trace, error.number(), message)
				: new Failure(connection, error.number(), message);
		return WebSocketFrames.text(this.messages.write(failure));
	}

	private record Welcome(int code, String msg) {
	}

	private record Ack(int code, @JsonRawValue @Nullable String trace, String msg) {
	}

	private record TracedFailure(@JsonRawValue String traceId, int code, String msg) {
	}

	private record Failure(String traceId, int code, String msg) {
	}

}
