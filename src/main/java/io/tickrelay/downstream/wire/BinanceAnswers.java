package io.tickrelay.downstream.wire;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import io.tickrelay.downstream.contract.SubscribeResult;
import io.tickrelay.downstream.contract.Rejection;
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

	/** Bytes of what is told of rejections; it is told twice in a message of 32 KiB. */
	private static final int MOST_REFUSED = 14 * 1024;

	private BinanceAnswers() {
	}

	static List<byte[]> acks(MessageEncoder encoder, CommandId command, SubscribeResult subscribeResult,
			Collection<Topic> current) {
		if (!subscribeResult.rejections().isEmpty()) {
			return List.of(encoder.object((out) -> writeError(out, command.id(), refused(subscribeResult))));
		}
		if (!command.op().equals("LIST_SUBSCRIPTIONS")) {
			return List.of(encoder.object((out) -> {
				out.writeNullProperty("result");
				writeId(out, command.id());
			}));
		}
		return AckParts.of(new SubscribeResult(Set.of(), List.of()), current)
			.stream()
			.map((part) -> encoder.object((out) -> writeList(out, command, part)))
			.toList();
	}

	private static void writeList(JsonGenerator out, CommandId command, AckParts.Part part) {
		MessageEncoder.writeNames(out, "result", (part.current() != null) ? part.current() : List.of());
		if (part.more()) {
			out.writeBooleanProperty("more", true);
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
	private static String refused(SubscribeResult subscribeResult) {
		StringBuilder text = new StringBuilder("refused");
		text.append(subscribeResult.accepted().isEmpty() ? ": " : " (the others were accepted): ");
		int bytes = 0;
		int told = 0;
		for (Rejection rejection : subscribeResult.rejections()) {
			String each = rejection.stream() + " " + rejection.code().text() + ": " + rejection.message();
			bytes += AckParts.size(each);
			if (bytes > MOST_REFUSED) {
				return text.append("; and ")
					.append(subscribeResult.rejections().size() - told)
					.append(" more")
					.toString();
			}
			text.append((told == 0) ? "" : "; ").append(each);
			told++;
		}
		return text.toString();
	}

	private static void writeId(JsonGenerator out, @Nullable String id) {
		out.writeName("id");
		out.writeRawValue((id != null) ? id : "null");
	}

}
