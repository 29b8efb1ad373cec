package io.tickrelay.downstream.rest;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import io.tickrelay.demand.Demand;
import io.tickrelay.demand.DemandLimits;
import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.downstream.rest.wire.ReportEncoder;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.ReplayLimits;
import io.tickrelay.hub.TickHub;
import io.tickrelay.testing.client.Message;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import io.tickrelay.tick.TopicParser;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

import org.springframework.util.LinkedMultiValueMap;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * As many streams as a relay may have.
 */
class StreamsQuestionTests {

	private static final int MANY = 8000;

	private final TickHub hub = new TickHub(Set.of(Business.CRYPTO), new RelayClock(InstantSource.system()),
			ReplayLimits.NOTHING);

	private final Demand demand = new Demand(new DemandLimits(MANY, MANY, Duration.ofHours(1)), Schedulers.parallel());

	@Test
	void tellsOfThousandsInOrderAndNotOnTheThreadThatAsks() {
		this.demand.addListener(this.hub);
		List<Topic> topics = new ArrayList<>();
		for (int i = 0; i < MANY; i++) {
			topics.add(new Topic(Business.CRYPTO, "S" + i, Channel.TRADE));
		}
		this.demand.lease().add(topics);
		topics.forEach((topic) -> this.hub.onTick(new Tick.Trade(topic, 1, "1", null, null, null, null)));
		AtomicReference<String> thread = new AtomicReference<>("");
		JsonNode answer = ask("10000", thread);
		assertThat(answer.path("total").intValue()).isEqualTo(MANY);
		assertThat(answer.path("streams")).hasSize(MANY)
			.allSatisfy((stream) -> assertThat(stream.path("subscribers").intValue()).isOne());
		assertThat(answer.path("streams").valueStream().map((stream) -> stream.path("stream").stringValue()).toList())
			.isSorted();
		assertThat(thread.get()).startsWith("parallel");
		assertThat(ask("", thread).path("streams")).hasSize(1000);
	}

	private JsonNode ask(String limit, AtomicReference<String> thread) {
		LinkedMultiValueMap<String, String> query = new LinkedMultiValueMap<>();
		query.add("limit", limit);
		TopicParser parser = new TopicParser(Set.of(Business.CRYPTO), (symbol) -> null);
		Answer answer = new StreamsQuestion(parser, this.hub, this.demand, new ReportEncoder(new MessageEncoder()))
			.answer(Caller.ANYBODY, query)
			.doOnNext((any) -> thread.set(Thread.currentThread().getName()))
			.block(Duration.ofSeconds(10));
		assertThat(answer).isInstanceOf(Answer.Found.class);
		return Message.JSON
			.readTree(new String(((Answer.Found) requireNonNull(answer)).json(), StandardCharsets.UTF_8));
	}

}
