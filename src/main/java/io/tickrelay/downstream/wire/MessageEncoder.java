package io.tickrelay.downstream.wire;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import com.fasterxml.jackson.annotation.JsonInclude;
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
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the messages that clients read: one JSON object each, in UTF-8. What a message
 * does not know is absent, neither null nor 0. Safe for any thread.
 */
public final class MessageEncoder {

	private final JsonFactory json = new JsonFactory();

	// Records have their fields in the order of their components.
	private final JsonMapper records = JsonMapper.builder()
		.disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
		.changeDefaultPropertyInclusion((usual) -> usual.withValueInclusion(JsonInclude.Include.NON_NULL))
		.build();

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
	 * Writes a message that is no tick's.
	 * @param message a record; a component that is null is absent
	 * @return a JSON object in UTF-8
	 */
	public byte[] write(Record message) {
		return this.records.writeValueAsBytes(message);
	}

	/**
	 * Writes an object of plain fields, as ticks are.
	 * @param fields writes what is in it
	 * @return UTF-8
	 */
	public byte[] object(Consumer<JsonGenerator> fields) {
		return object(fields,
				(bytes) -> this.json.createGenerator(ObjectWriteContext.empty(), bytes, JsonEncoding.UTF8));
	}

	/** Writes an object of plain fields and records. */
	byte[] mixed(Consumer<JsonGenerator> fields) {
		return object(fields, this.records::createGenerator);
	}

	private static byte[] object(Consumer<JsonGenerator> fields, Function<OutputStream, JsonGenerator> generator) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(384);
		try (JsonGenerator out = generator.apply(bytes)) {
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

	/** The names of topics, as clients read them. */
	static List<String> names(Collection<Topic> topics) {
		return topics.stream().map(Topic::name).toList();
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

}
