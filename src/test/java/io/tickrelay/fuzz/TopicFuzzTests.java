package io.tickrelay.fuzz;

import java.nio.charset.StandardCharsets;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tickrelay.tick.ParsedTopic;
import io.tickrelay.tick.Topic;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The names of streams, as clients type them.
 */
class TopicFuzzTests {

	private static final int LONGEST_ECHO = 80;

	@FuzzTest
	void aNameIsATopicOrAFault(byte[] input) {
		String name = new String(input, StandardCharsets.UTF_8);
		switch (Relay.TOPICS.parse(name)) {
			case ParsedTopic.Valid(Topic topic) -> {
				assertThat(Relay.BUSINESSES).contains(topic.business());
				assertThat(topic.name()).endsWith(name.substring(name.indexOf(':') + 1));
				assertThat(Relay.TOPICS.parse(topic.name())).isEqualTo(new ParsedTopic.Valid(topic));
			}
			case ParsedTopic.Invalid(String text, var _, String message) -> {
				assertThat(name).startsWith(text);
				assertThat(text).hasSizeBetween(Math.min(name.length(), LONGEST_ECHO - 1), LONGEST_ECHO);
				assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(text)).isTrue();
				assertThat(message).isNotBlank().hasSizeLessThan(400);
			}
		}
	}

}
