package io.tickrelay.downstream.contract;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

import io.tickrelay.downstream.wire.ConnectionMessages;
import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.testing.SampleLimits;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.TopicParser;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Names that a client typed. */
class RequestedStreamsTests {

	private final TopicParser parser = new TopicParser(Set.of(Business.CRYPTO), (symbol) -> null);

	@Test
	void aMessageOfWrongNamesMakesAnAnswerOfBoundedSize() {
		List<String> names = new ArrayList<>(Collections.nCopies(16_000, "?"));
		names.add("crypto:A@trade");
		RequestedStreams requestedStreams = RequestedStreams.of(this.parser, names);
		assertThat(requestedStreams.topics()).hasSize(1);
		assertThat(requestedStreams.rejections()).hasSize(1000);
		assertThat(requestedStreams.rejections().getLast().message())
			.endsWith("; 15000 more are refused and not listed");
		ConnectionMessages messages = new ConnectionMessages(new MessageEncoder(), new RelayMode(true),
				SampleLimits.LIMITS);
		assertThat(messages.subscribed(new SubscribeResult(requestedStreams.topics(), requestedStreams.rejections())))
			.hasSizeLessThan(512 * 1024);
	}

	@Test
	void eachWrongNameIsToldUpToABound() {
		RequestedStreams requestedStreams = RequestedStreams.of(this.parser, Collections.nCopies(Rejections.MOST, "?"));
		assertThat(requestedStreams.rejections()).hasSize(1000);
		assertThat(requestedStreams.rejections().getLast()).isEqualTo(requestedStreams.rejections().getFirst());
	}

}
