package io.tickrelay.downstream.wire;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

import io.tickrelay.downstream.Outcome;
import io.tickrelay.downstream.Rejection;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes answers as Binance does: {@code result} and {@code id}, or an error with
 * Binance's {@code code} and a {@code msg}. Its documentation shows the error's fields at
 * the top, its servers send them within {@code error}; programs read either, so both are
 * there.
 */
final class BinanceAnswers {

	private static final int INVALID_REQUEST = 2;

	private BinanceAnswers() {
	}

	static void writeAck(JsonGenerator out, CommandId command, Outcome outcome, Collection<Topic> current) {
		if (!outcome.rejections().isEmpty()) {
			writeError(out, command.id(), refused(outcome));
			return;
		}
		if (command.op().equals("LIST_SUBSCRIPTIONS")) {
			MessageEncoder.writeNames(out, "result", current);
		}
		else {
			out.writeNullProperty("result");
		}
		writeId(out, command.id());
	}

	static void writeError(JsonGenerator out, @Nullable String id, String message) {
		String text = "Invalid request: " + message;
		out.writeObjectPropertyStart("error");
		out.writeNumberProperty("code", INVALID_REQUEST);
		out.writeStringProperty("msg", text);
		out.writeEndObject();
		out.writeNumberProperty("code", INVALID_REQUEST);
		out.writeStringProperty("msg", text);
		writeId(out, id);
	}

	/** This form has no place for a partial failure but the words. */
	private static String refused(Outcome outcome) {
		List<Rejection> rejections = outcome.rejections();
		String others = outcome.accepted().isEmpty() ? "" : " (the others were accepted)";
		return rejections.stream()
			.map((rejection) -> rejection.stream() + " " + rejection.code().text() + ": " + rejection.message())
			.collect(Collectors.joining("; ", "refused" + others + ": ", ""));
	}

	private static void writeId(JsonGenerator out, @Nullable String id) {
		out.writeName("id");
		out.writeRawValue((id != null) ? id : "null");
	}

}
