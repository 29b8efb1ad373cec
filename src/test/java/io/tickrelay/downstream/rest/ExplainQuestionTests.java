package io.tickrelay.downstream.rest;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

import io.tickrelay.demand.Demand;
import io.tickrelay.demand.DemandLimits;
import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.downstream.rest.wire.ReportEncoder;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.ReplayLimits;
import io.tickrelay.hub.TickHub;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import io.tickrelay.tick.TopicParser;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import org.springframework.util.LinkedMultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A session whose loop is stuck. What it answers otherwise is tried over sockets.
 */
class ExplainQuestionTests {

	private final TickHub hub = new TickHub(Set.of(Business.CRYPTO), new RelayClock(InstantSource.system()),
			ReplayLimits.NOTHING);

	private final Demand demand = new Demand(new DemandLimits(10, 10, Duration.ZERO), Schedulers.immediate());

	@Test
	void answersWithoutASessionThatDoesNot() {
		this.demand.addListener(this.hub);
		this.demand.lease().add(List.of(new Topic(Business.CRYPTO, "BTCUSDT", Channel.TRADE)));
		StepVerifier.withVirtualTime(this::ask)
			.expectSubscription()
			.expectNoEvent(Duration.ofMillis(999))
			.thenAwait(Duration.ofMillis(1))
			.assertNext((answer) -> assertThat(json(answer))
				.contains("\"requested\",\"done\":true", "\"sent\",\"done\":false", "did not answer within a second",
						"\"holders\":1")
				.doesNotContain("\"session\""))
			.expectComplete()
			.verify(Duration.ofSeconds(10));
	}

	@Test
	void saysThatAStreamIsUnwantedEvenThen() {
		StepVerifier.withVirtualTime(this::ask)
			.thenAwait(Duration.ofSeconds(1))
			.assertNext((answer) -> assertThat(json(answer)).contains("No client wants this stream"))
			.expectComplete()
			.verify(Duration.ofSeconds(10));
	}

	private Mono<Answer> ask() {
		LinkedMultiValueMap<String, String> query = new LinkedMultiValueMap<>();
		query.add("stream", "crypto:BTCUSDT@trade");
		TopicParser parser = new TopicParser(Set.of(Business.CRYPTO), (symbol) -> null);
		return new ExplainQuestion(parser, this.hub, this.demand, (topic) -> Mono.never(),
				new ReportEncoder(new MessageEncoder()))
			.answer(Caller.ANYBODY, query);
	}

	private static String json(Answer answer) {
		assertThat(answer).isInstanceOf(Answer.Found.class);
		return new String(((Answer.Found) answer).json(), StandardCharsets.UTF_8);
	}

}
