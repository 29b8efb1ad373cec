package io.tickrelay.downstream.wire;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

import io.tickrelay.downstream.ErrorCode;
import io.tickrelay.downstream.Farewell;
import io.tickrelay.downstream.Outcome;
import io.tickrelay.downstream.Rejection;
import io.tickrelay.hub.Frame;
import io.tickrelay.hub.DeliveryReport;
import io.tickrelay.hub.GapFrame;
import io.tickrelay.hub.Quantiles;
import io.tickrelay.hub.Resumption;
import io.tickrelay.hub.StatusFrame;
import io.tickrelay.hub.StreamStatus;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes the messages that clients read: one JSON object each, in UTF-8. What a message
 * does not know is absent, neither null nor 0. Safe for any thread.
 */
public final class MessageEncoder {

	/** The version of these messages. */
	public static final int PROTOCOL = 1;

	// A microsecond's place in a number of milliseconds.
	private static final int MICROS_SCALE = 3;

	private final JsonFactory json = new JsonFactory();

	/**
	 * The type of a frame's message, which is also its SSE event.
	 * @param frame the frame
	 * @return such as {@code trade} or {@code status}
	 */
	static String type(Frame frame) {
		return switch (frame) {
			case TickFrame tick -> switch (tick.tick()) {
				case Tick.Trade _ -> "trade";
				case Tick.Depth _ -> "depth";
				case Tick.Kline _ -> "kline";
			};
			case StatusFrame _ -> "status";
			case GapFrame _ -> "gap";
		};
	}

	/**
	 * Writes a frame's message.
	 * @param frame the frame
	 * @return a JSON object
	 */
	public byte[] encode(Frame frame) {
		return object((out) -> {
			out.writeStringProperty("type", type(frame));
			out.writeStringProperty("stream", frame.topic().name());
			switch (frame) {
				case TickFrame tick -> TickFields.write(out, tick);
				case StatusFrame status -> writeStatus(out, status.status(), status.lastTickAgeMs(), status.etaMs());
				case GapFrame gap -> writeGap(out, gap);
			}
		});
	}

	/**
	 * Writes a last known value's message.
	 * @param last the value
	 * @param ageMs since its receipt
	 * @return a JSON object
	 */
	public byte[] encodeSnapshot(TickFrame last, long ageMs) {
		return object((out) -> writeSnapshot(out, last, ageMs));
	}

	/**
	 * Writes the first message of a connection.
	 * @param hello what the client should know
	 * @return a JSON object
	 */
	public byte[] hello(Hello hello) {
		return object((out) -> {
			out.writeStringProperty("type", "hello");
			out.writeStringProperty("connection", hello.connection());
			out.writeNumberProperty("protocol", PROTOCOL);
			out.writeNumberProperty("keepAliveMs", hello.keepAliveMs());
			out.writeBooleanProperty("simulated", hello.simulated());
			out.writeObjectPropertyStart("limits");
			out.writeNumberProperty("streams", hello.limits().streams());
			out.writeNumberProperty("connections", hello.limits().connections());
			out.writeNumberProperty("connectionsPerAddress", hello.limits().connectionsPerAddress());
			out.writeNumberProperty("connectsPerSecond", hello.limits().connectsPerSecond());
			out.writeEndObject();
		});
	}

	/**
	 * Writes the answer to the streams of an SSE request.
	 * @param outcome what the client got
	 * @return a JSON object
	 */
	public byte[] subscribed(Outcome outcome) {
		return object((out) -> {
			out.writeStringProperty("type", "subscribed");
			writeNames(out, "accepted", outcome.accepted());
			writeRejections(out, outcome.rejections());
		});
	}

	/**
	 * Writes the answer to a command, in the command's dialect.
	 * @param command what is answered
	 * @param outcome what the client got
	 * @param current what it has now
	 * @return a JSON object
	 */
	public byte[] ack(CommandId command, Outcome outcome, Collection<Topic> current) {
		return object((out) -> {
			switch (command.dialect()) {
				case RELAY -> {
					out.writeStringProperty("type", "ack");
					out.writeStringProperty("op", command.op());
					writeId(out, command.id());
					writeNames(out, "accepted", outcome.accepted());
					writeRejections(out, outcome.rejections());
					writeNames(out, "current", current);
				}
				case BINANCE -> BinanceAnswers.writeAck(out, command, outcome, current);
			}
		});
	}

	/**
	 * Writes what became of a wish to resume.
	 * @param id the command's id, where it had one
	 * @param resumption what became of it
	 * @return a JSON object
	 */
	public byte[] resumed(@Nullable String id, Resumption resumption) {
		return object((out) -> {
			out.writeStringProperty("type", "resumed");
			writeId(out, id);
			switch (resumption) {
				case Resumption.Recovered(int replayed) -> {
					out.writeBooleanProperty("recovered", true);
					out.writeNumberProperty("replayed", replayed);
				}
				case Resumption.NotRecovered(Resumption.Reason reason) -> {
					out.writeBooleanProperty("recovered", false);
					out.writeStringProperty("reason", reason.text());
				}
			}
		});
	}

	/**
	 * Writes the last message of a connection that the relay ends.
	 * @param farewell what it says
	 * @return a JSON object
	 */
	public byte[] goaway(Farewell farewell) {
		ErrorCode code = farewell.code();
		return object((out) -> {
			out.writeStringProperty("type", "goaway");
			out.writeStringProperty("code", code.text());
			out.writeNumberProperty("num", code.number());
			out.writeStringProperty("message", farewell.message());
			out.writeBooleanProperty("temporary", code.isTemporary());
			out.writeNumberProperty("retryMs", farewell.retryMs());
		});
	}

	/**
	 * Writes how a client fares. Times are in milliseconds with three decimals.
	 * @param connection the connection's name
	 * @param report what it got
	 * @return a JSON object
	 */
	public byte[] stats(String connection, DeliveryReport report) {
		return object((out) -> {
			out.writeStringProperty("type", "stats");
			out.writeStringProperty("connection", connection);
			writeQuantiles(out, "exchangeToRelayMs", report.exchangeToRelay());
			writeQuantiles(out, "relayToSocketMs", report.relayToSocket());
			out.writeNumberProperty("delivered", report.delivered());
			out.writeNumberProperty("conflated", report.conflated());
			out.writeNumberProperty("dropped", report.dropped());
			out.writeNumberProperty("replayed", report.replayed());
		});
	}

	/**
	 * Writes the answer to a ping.
	 * @param command what is answered
	 * @return a JSON object
	 */
	public byte[] pong(CommandId command) {
		return object((out) -> {
			out.writeStringProperty("type", "pong");
			writeId(out, command.id());
		});
	}

	/**
	 * Writes what was wrong with a command, in the command's dialect.
	 * @param command what is answered
	 * @param problem what was wrong
	 * @return a JSON object
	 */
	public byte[] error(CommandId command, BadCommand problem) {
		return object((out) -> {
			switch (command.dialect()) {
				case RELAY -> {
					out.writeStringProperty("type", "error");
					writeId(out, command.id());
					out.writeStringProperty("code", problem.code().text());
					out.writeNumberProperty("num", problem.code().number());
					out.writeStringProperty("message", problem.message());
					out.writeBooleanProperty("temporary", problem.code().isTemporary());
				}
				case BINANCE -> BinanceAnswers.writeError(out, command.id(), problem.message());
			}
		});
	}

	static void writeRejections(JsonGenerator out, List<Rejection> rejections) {
		out.writeArrayPropertyStart("rejected");
		for (Rejection rejection : rejections) {
			out.writeStartObject();
			out.writeStringProperty("stream", rejection.stream());
			out.writeStringProperty("code", rejection.code().text());
			out.writeNumberProperty("num", rejection.code().number());
			out.writeStringProperty("message", rejection.message());
			out.writeBooleanProperty("temporary", rejection.code().isTemporary());
			out.writeEndObject();
		}
		out.writeEndArray();
	}

	byte[] object(Consumer<JsonGenerator> fields) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(384);
		try (JsonGenerator out = this.json.createGenerator(ObjectWriteContext.empty(), bytes, JsonEncoding.UTF8)) {
			out.writeStartObject();
			fields.accept(out);
			out.writeEndObject();
		}
		return bytes.toByteArray();
	}

	private static void writeQuantiles(JsonGenerator out, String name, @Nullable Quantiles quantiles) {
		if (quantiles != null) {
			out.writeObjectPropertyStart(name);
			out.writeNumberProperty("p50", BigDecimal.valueOf(quantiles.p50(), MICROS_SCALE));
			out.writeNumberProperty("p99", BigDecimal.valueOf(quantiles.p99(), MICROS_SCALE));
			out.writeEndObject();
		}
	}

	static void writeSnapshot(JsonGenerator out, TickFrame last, long ageMs) {
		out.writeStringProperty("type", type(last));
		out.writeStringProperty("stream", last.topic().name());
		TickFields.write(out, last);
		out.writeBooleanProperty("snapshot", true);
		out.writeNumberProperty("ageMs", ageMs);
	}

	static void writeStatus(JsonGenerator out, StreamStatus status, @Nullable Long lastTickAgeMs,
			@Nullable Long etaMs) {
		out.writeStringProperty("state", status.state().text());
		if (status.cause() != null) {
			out.writeStringProperty("cause", status.cause().text());
		}
		out.writeNumberProperty("since", status.sinceMs());
		out.writeName("lastTickAgeMs");
		if (lastTickAgeMs != null) {
			out.writeNumber(lastTickAgeMs);
		}
		else {
			out.writeNull();
		}
		if (etaMs != null) {
			out.writeNumberProperty("etaMs", etaMs);
		}
	}

	private static void writeGap(JsonGenerator out, GapFrame gap) {
		out.writeNumberProperty("fromSeq", gap.fromSeq());
		out.writeNumberProperty("toSeq", gap.toSeq());
		if (gap.dropped() != null) {
			out.writeNumberProperty("dropped", gap.dropped());
		}
		out.writeStringProperty("cause", gap.cause().text());
	}

	static void writeNames(JsonGenerator out, String name, Collection<Topic> topics) {
		out.writeArrayPropertyStart(name);
		topics.forEach((topic) -> out.writeString(topic.name()));
		out.writeEndArray();
	}

	private static void writeId(JsonGenerator out, @Nullable String id) {
		if (id != null) {
			out.writeName("id");
			out.writeRawValue(id);
		}
	}

	/**
	 * What the first message says.
	 *
	 * @param connection the connection's name
	 * @param keepAliveMs the longest silence to expect
	 * @param simulated whether the data is the simulator's
	 * @param limits what the client must stay within
	 */
	public record Hello(String connection, long keepAliveMs, boolean simulated, Limits limits) {
	}

	/**
	 * What clients must stay within.
	 *
	 * @param streams the most streams of one connection
	 * @param connections the most connections in all
	 * @param connectionsPerAddress the most connections of one address
	 * @param connectsPerSecond how many may come a second, of all clients
	 */
	public record Limits(int streams, int connections, int connectionsPerAddress, int connectsPerSecond) {
	}

}
