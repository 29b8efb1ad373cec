package io.tickrelay.downstream.rest;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

import io.tickrelay.demand.Demand;
import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.rest.wire.ReportEncoder;
import io.tickrelay.downstream.rest.wire.ReportEncoder.Listed;
import io.tickrelay.hub.TickHub;
import io.tickrelay.tick.Topic;
import io.tickrelay.tick.TopicParser;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.util.MultiValueMap;

/**
 * {@code GET /v1/streams}: every stream that is wanted now, and how it is.
 */
final class StreamsQuestion implements Question {

	private final TopicParser parser;

	private final TickHub hub;

	private final Demand demand;

	private final ReportEncoder reports;

	StreamsQuestion(TopicParser parser, TickHub hub, Demand demand, ReportEncoder reports) {
		this.parser = parser;
		this.hub = hub;
		this.demand = demand;
		this.reports = reports;
	}

	@Override
	public List<String> parameters() {
		return List.of("business", "state", "q", "limit");
	}

	@Override
	public Mono<Answer> answer(Caller caller, MultiValueMap<String, String> query) {
		return switch (StreamFilter.of(query, this.parser.businesses())) {
			case StreamFilter.Bad(String message) -> Mono.just(Answer.bad(message));
			// Not on the event loop: thousands of streams take milliseconds, too.
			case StreamFilter.Good filter ->
				Mono.<Answer>fromSupplier(() -> list(filter)).subscribeOn(Schedulers.parallel());
		};
	}

	private Answer list(StreamFilter.Good filter) {
		Map<Topic, Integer> holders = this.demand.holders();
		List<Listed> listed = this.hub.views()
			.filter(filter::takes)
			.map((view) -> new Listed(view.topic().name(), holders.getOrDefault(view.topic(), 0), view))
			.filter((one) -> filter.takes(one.name()))
			.sorted(Comparator.comparing(Listed::name))
			.toList();
		return new Answer.Found(
				this.reports.streams(listed.size(), listed.subList(0, Math.min(filter.limit(), listed.size()))));
	}

}
