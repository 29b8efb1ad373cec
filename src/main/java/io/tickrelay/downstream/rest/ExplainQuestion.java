package io.tickrelay.downstream.rest;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.tickrelay.demand.Demand;
import io.tickrelay.demand.TopicStories;
import io.tickrelay.demand.TopicStory;
import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.StreamQuery;
import io.tickrelay.downstream.contract.RequestedStreams;
import io.tickrelay.downstream.rest.wire.Explanation;
import io.tickrelay.downstream.rest.wire.Explanation.Step;
import io.tickrelay.downstream.rest.wire.ReportEncoder;
import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.hub.StreamView;
import io.tickrelay.hub.TickHub;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.tick.Topic;
import io.tickrelay.tick.TopicParser;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.util.MultiValueMap;

/**
 * {@code GET /v1/explain}: how one stream came to be as it is. What the upstream has to
 * do with it is asked of its session, for a bounded time; the rest is answered without
 * it.
 */
final class ExplainQuestion implements Question {

	/** A session's loop that takes longer is what the answer is about. */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final TopicParser parser;

	private final TickHub hub;

	private final Demand demand;

	private final TopicStories stories;

	private final ReportEncoder reports;

	ExplainQuestion(TopicParser parser, TickHub hub, Demand demand, TopicStories stories, ReportEncoder reports) {
		this.parser = parser;
		this.hub = hub;
		this.demand = demand;
		this.stories = stories;
		this.reports = reports;
	}

	@Override
	public List<String> parameters() {
		return List.of("stream");
	}

	@Override
	public Mono<Answer> answer(Caller caller, MultiValueMap<String, String> query) {
		List<String> names = StreamQuery.items(query, "stream");
		if (names.size() != 1) {
			return Mono.just(Answer.bad("Name exactly one stream, as in stream=BTCUSDT@trade"));
		}
		RequestedStreams requestedStreams = RequestedStreams.of(this.parser, names);
		return requestedStreams.topics()
			.stream()
			.findFirst()
			.map(this::explain)
			.orElseGet(() -> Mono.just(Answer.noStream(requestedStreams)));
	}

	private Mono<Answer> explain(Topic topic) {
		return Mono.defer(() -> {
			// Before the session is asked: what it says is then never less far than this.
			StreamView view = this.hub.view(topic);
			return this.stories.of(topic)
				.map(Optional::of)
				.timeout(PATIENCE, Mono.just(Optional.empty()))
				// The session's loop has ticks to hand on.
				.publishOn(Schedulers.parallel())
				.map((story) -> explanation(topic, view, story.orElse(null)))
				.map((explanation) -> new Answer.Found(this.reports.explanation(explanation)));
		});
	}

	private Explanation explanation(Topic topic, @Nullable StreamView view, @Nullable TopicStory story) {
		int holders = this.demand.holders(topic);
		TopicStory told = (view == null) ? null : story;
		return new Explanation(topic, steps(view, story), verdict(view, holders, story), holders, view,
				(story == null) ? null : story.session(), (told == null) ? null : told.lastError(),
				(told == null) ? null : told.unread());
	}

	private String verdict(@Nullable StreamView view, int holders, @Nullable TopicStory story) {
		if (view == null) {
			return Diagnosis.ofUnwanted();
		}
		return (story == null) ? Diagnosis.withoutSession(view)
				: Diagnosis.of(view, holders, story, this.hub.clock().millis());
	}

	private static List<Step> steps(@Nullable StreamView view, @Nullable TopicStory story) {
		// A stream that is no longer wanted but still held by a session is on its way
		// out.
		TopicStory told = (view == null) ? null : story;
		StreamView live = (view != null && view.status().state() == State.LIVE) ? view : null;
		return List.of(new Step("requested", (view == null) ? null : Long.valueOf(view.requestedMs())),
				new Step("sent", (told == null) ? null : told.sentMs()),
				new Step("acked", (told == null) ? null : told.ackedMs()),
				new Step("first_tick", (view == null) ? null : view.firstTickMs()),
				new Step("fresh", (live == null) ? null : Long.valueOf(live.status().sinceMs())));
	}

}
