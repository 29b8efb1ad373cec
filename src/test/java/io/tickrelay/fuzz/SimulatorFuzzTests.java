package io.tickrelay.fuzz;

import java.nio.charset.StandardCharsets;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tickrelay.simulator.wire.ClientFrame;
import io.tickrelay.simulator.wire.ClientFrameReader;
import io.tickrelay.simulator.wire.KlineQuestion;
import io.tickrelay.simulator.wire.ServerFrames;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests to the simulator.
 */
class SimulatorFuzzTests {

	@FuzzTest
	void aQuestionIsAnsweredOrRefused(byte[] input) {
		String text = new String(input, StandardCharsets.UTF_8);
		switch (ClientFrameReader.read(text)) {
			case ClientFrame.Subscribe(var trace, var code, var wanted) -> {
				assertThat(wanted).isNotEmpty();
				checkFrame(ServerFrames.ack(code, trace));
			}
			case ClientFrame.Unsubscribe(var trace, var _, var symbols, var _) -> {
				assertThat(symbols).noneMatch(String::isBlank);
				checkFrame(ServerFrames.ack(ClientFrame.Unsubscribe.ACK_CODE, trace));
			}
			case ClientFrame.Heartbeat(var trace, var _) -> checkFrame(ServerFrames.ack(10011, trace));
			case ClientFrame.Faulty(var trace, var code, var message) ->
				checkFrame(ServerFrames.error(code, trace, message));
			case ClientFrame.NotJson _ -> {
				// The answer is prose.
			}
		}
		KlineQuestion question = KlineQuestion.read(text);
		if (question != null) {
			assertThat(question.symbols()).hasSizeBetween(1, 100).noneMatch(String::isBlank);
			assertThat(question.bars()).isBetween(1, 500);
		}
	}

	private static void checkFrame(String frame) {
		Relay.object(frame.getBytes(StandardCharsets.UTF_8));
	}

}
