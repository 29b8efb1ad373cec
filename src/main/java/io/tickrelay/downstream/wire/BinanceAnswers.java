package io.tickrelay.downstream.wire;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.tickrelay.downstream.contract.SubscribeResult;
import io.tickrelay.downstream.contract.Rejection;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

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
			return List.of(encoder.write(error(command.id(), refused(subscribeResult))));
		}
		if (!command.op().equals("LIST_SUBSCRIPTIONS")) {
			return List.of(encoder.write(new Result(null, null, command.id())));
		}
		return AckParts.of(new SubscribeResult(Set.of(), List.of()), current)
			.stream()
			.map((part) -> encoder
				.write(new Result(MessageEncoder.names((part.current() != null) ? part.current() : List.of()),
						part.more() ? true : null, command.id())))
			.toList();
	}

	static Record error(@Nullable String id, String message) {
		String text = "Invalid request: " + message;
		return new Failure(new Cause(INVALID_REQUEST, text), INVALID_REQUEST, text, id);
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

	/** Its {@code id} is JSON text, and there even where the command had none. */
	private record Result(@JsonInclude @Nullable List<String> result, @Nullable Boolean more,
			@JsonInclude @JsonRawValue @Nullable String id) {
	}

	private record Failure(Cause error, int code, String msg, @JsonInclude @JsonRawValue @Nullable String id) {
	}

	private record Cause(int code, String msg) {
	}

}
