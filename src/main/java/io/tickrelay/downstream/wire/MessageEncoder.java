package io.tickrelay.downstream.wire;

import java.io.ByteArrayOutputStream;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

import io.tickrelay.downstream.contract.Rejection;
import io.tickrelay.hub.Frame;
import io.tickrelay.hub.GapFrame;
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
	 * Writes an object.
	 * @param fields writes what is in it
	 * @return UTF-8
	 */
	public byte[] object(Consumer<JsonGenerator> fields) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(384);
		try (JsonGenerator out = this.json.createGenerator(ObjectWriteContext.empty(), bytes, JsonEncoding.UTF8)) {
			out.writeStartObject();
			fields.accept(out);
			out.writeEndObject();
		}
		return bytes.toByteArray();
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

	static void writeNames(JsonGenerator out, String name, Collection<Topic> topics) {
		out.writeArrayPropertyStart(name);
		topics.forEach((topic) -> out.writeString(topic.name()));
		out.writeEndArray();
	}

}
