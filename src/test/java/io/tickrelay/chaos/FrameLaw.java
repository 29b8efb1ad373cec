package io.tickrelay.chaos;

import java.time.Duration;
import java.util.List;

import io.tickrelay.simulator.Observations;
import io.tickrelay.testing.client.Message;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The frames that the vendor counts against a key, by the simulator's own log. */
final class FrameLaw {

	private static final long WINDOW_NS = Duration.ofSeconds(60).toNanos();

	private FrameLaw() {
	}

	/** Whether all frames kept the limit, over all sessions and from the beginning. */
	static void check(Observations observations, int framesPerMinute) {
		List<Observations.Received> frames = observations.received();
		for (int i = framesPerMinute; i < frames.size(); i++) {
			assertThat(frames.get(i).nanoTime() - frames.get(i - framesPerMinute).nanoTime())
				.as("frames %d to %d", i - framesPerMinute, i)
				.isGreaterThanOrEqualTo(WINDOW_NS);
		}
		frames.forEach((frame) -> check(frame.text()));
		assertThat(observations.connects()).allMatch(Observations.Connect::keyMatched);
	}

	private static void check(String text) {
		JsonNode frame = Message.JSON.readTree(text);
		assertThat(frame.path("trace").asString("")).as(text).isNotEmpty();
		switch (frame.path("code").intValue()) {
			case 10000, 10003, 11000, 11001 -> names(frame.at("/data/codes"), text);
			case 11002 -> {
				names(frame.at("/data/codes"), text);
				names(frame.at("/data/klineTypes"), text);
			}
			case 10006 -> {
				assertThat(frame.at("/data/arr").size()).as(text).isPositive();
				frame.at("/data/arr").forEach((wish) -> names(wish.path("codes"), text));
			}
			case 10010 -> {
				// A heartbeat says nothing else.
			}
			default -> throw new AssertionError("No frame of the vendor's: " + text);
		}
	}

	/** An empty name, or none, would cancel everything. */
	private static void names(JsonNode list, String text) {
		assertThat(list.asString("").split(",", -1)).as(text).doesNotContain("");
	}

}
