package io.tickrelay.downstream.wire;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tickrelay.hub.Frame;
import io.tickrelay.hub.GapFrame;
import io.tickrelay.hub.StatusFrame;
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

import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.json.ProblemDetailJacksonMixin;

/**
 * Writes the messages that clients read: one JSON object each, in UTF-8. What a message
 * does not know is absent, neither null nor 0. Safe for any thread.
 */
public final class MessageEncoder {

	private final JsonFactory json = new JsonFactory();

	// Records have their fields in the order of their components.
	private final JsonMapper records = JsonMapper.builder()
		.disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
		.addMixIn(ProblemDetail.class, ProblemDetailJacksonMixin.class)
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
		String type = type(frame);
		String stream = frame.topic().name();
		return switch (frame) {
			case TickFrame tick -> object((out) -> writeTick(out, tick));
			case StatusFrame status -> write(new StatusMessage(type, stream,
					StatusFields.of(status.status(), status.lastTickAgeMs(), status.etaMs())));
			case GapFrame gap ->
				write(new GapMessage(type, stream, gap.fromSeq(), gap.toSeq(), gap.dropped(), gap.cause().text()));
		};
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
	 * Writes a problem document; its own fields come last. Source: RFC 9457.
	 * @param problem the problem
	 * @return a JSON object in UTF-8
	 */
	public byte[] write(ProblemDetail problem) {
		return this.records.writeValueAsBytes(problem);
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

	/**
	 * Writes an object of plain fields and records.
	 * @param fields writes what is in it
	 * @return UTF-8
	 */
	public byte[] mixed(Consumer<JsonGenerator> fields) {
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

	/**
	 * Writes the fields of a last known value.
	 * @param out has begun an object
	 * @param last the value
	 * @param ageMs since its receipt
	 */
	public static void writeSnapshot(JsonGenerator out, TickFrame last, long ageMs) {
		writeTick(out, last);
		out.writeBooleanProperty("snapshot", true);
		out.writeNumberProperty("ageMs", ageMs);
	}

	/** The names of topics, as clients read them. */
	static List<String> names(Collection<Topic> topics) {
		return topics.stream().map(Topic::name).toList();
	}

	private static void writeTick(JsonGenerator out, TickFrame tick) {
		out.writeStringProperty("type", type(tick));
		out.writeStringProperty("stream", tick.topic().name());
		TickFields.write(out, tick);
	}

	private record StatusMessage(String type, String stream, @JsonUnwrapped StatusFields status) {
	}

	private record GapMessage(String type, String stream, long fromSeq, long toSeq, @Nullable Long dropped,
			String cause) {
	}

}
