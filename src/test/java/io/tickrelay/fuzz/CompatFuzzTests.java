package io.tickrelay.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tickrelay.downstream.compat.wire.CompatAnswers;
import io.tickrelay.downstream.compat.wire.CompatCommand;
import io.tickrelay.downstream.compat.wire.CompatReader;
import io.tickrelay.tick.Business;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages of clients of the vendor's protocol, up to the answer that they get.
 */
class CompatFuzzTests {

	private static final int MOST_TOPICS = 12 * 600 + 1;

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final CompatReader reader = new CompatReader();

	private final CompatAnswers answers = new CompatAnswers(Relay.MESSAGES);

	@FuzzTest
	void aFrameIsAnsweredUnderItsTrace(byte[] input) {
		String text = new String(input, StandardCharsets.UTF_8);
		CompatCommand command = this.reader.read(Business.CRYPTO, text);
		switch (command) {
			case CompatCommand.Subscribe subscribe -> {
				assertThat(subscribe.topics()).isNotEmpty()
					.hasSizeLessThanOrEqualTo(Math.max(MOST_TOPICS, text.length()))
					.allMatch((topic) -> topic.business().equals(Business.CRYPTO) && !topic.symbol().isBlank());
				acked(this.answers.ack(subscribe.ackCode(), command.trace()), text, command.trace());
			}
			case CompatCommand.Unsubscribe unsubscribe ->
				acked(this.answers.ack(unsubscribe.ackCode(), command.trace()), text, command.trace());
			case CompatCommand.Heartbeat heartbeat ->
				acked(this.answers.ack(heartbeat.ackCode(), command.trace()), text, command.trace());
			case CompatCommand.Unreadable(var trace, var error, var message) -> {
				JsonNode answer = Relay.object(payload(this.answers.error(error, trace, "c-1", message)));
				assertThat(answer.path("traceId").isMissingNode()).isFalse();
				assertThat(answer.path("code").intValue()).isBetween(500, 599);
				assertThat(message).isNotBlank();
			}
		}
	}

	private static void acked(byte[] frame, String text, @Nullable String trace) {
		JsonNode answer = Relay.object(payload(frame));
		JsonNode sent = JSON.readTree(text).path("trace");
		assertThat(answer.has("trace")).isEqualTo(trace != null);
		if (trace != null) {
			assertThat(answer.path("trace")).isEqualTo(sent);
		}
	}

	/** A server's text frame without its header. */
	private static byte[] payload(byte[] frame) {
		int header = switch (frame[1]) {
			case 126 -> 4;
			case 127 -> 10;
			default -> 2;
		};
		return Arrays.copyOfRange(frame, header, frame.length);
	}

}
