package io.tickrelay.downstream.rest;

import java.util.ArrayList;
import java.util.List;

import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.Rejection;
import io.tickrelay.downstream.contract.StreamQuery;
import io.tickrelay.downstream.contract.RequestedStreams;
import io.tickrelay.downstream.session.Clients;
import io.tickrelay.downstream.rest.wire.ReportEncoder;
import io.tickrelay.hub.StreamView;
import io.tickrelay.hub.TickHub;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.tick.Topic;
import io.tickrelay.tick.TopicParser;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.http.HttpStatus;
import org.springframework.util.MultiValueMap;

/**
 * {@code GET /v1/snapshot}: last known values. Looks at the known values and asks the
 * upstream for nothing, because a poll would hold a symbol of the plan without a watcher.
 */
final class SnapshotQuestion implements Question {

	private final TopicParser parser;

	private final TickHub hub;

	private final Clients clients;

	private final ReportEncoder reports;

	private final int maxStreams;

	SnapshotQuestion(TopicParser parser, TickHub hub, Clients clients, ReportEncoder reports, int maxStreams) {
		this.parser = parser;
		this.hub = hub;
		this.clients = clients;
		this.reports = reports;
		this.maxStreams = maxStreams;
	}

	@Override
	public List<String> parameters() {
		return StreamQuery.PARAMETERS;
	}

	@Override
	public Mono<Answer> answer(Caller caller, MultiValueMap<String, String> query) {
		return switch (StreamQuery.of(query, Delivery.CONFLATE)) {
			case StreamQuery.Bad(String message) -> Mono.just(Answer.bad(message));
			case StreamQuery.Good good -> {
				RequestedStreams requestedStreams = RequestedStreams.of(this.parser, good.names())
					.within(caller.entitlements());
				// Not on the event loop: a thousand books take milliseconds to write, and
				// the loop's clients would get their ticks that much later.
				yield requestedStreams.topics().isEmpty() ? Mono.just(Answer.noStream(requestedStreams))
						: Mono
							.fromSupplier(
									() -> look(requestedStreams, caller.entitlements().maxStreams(this.maxStreams)))
							.subscribeOn(Schedulers.parallel());
			}
		};
	}

	private Answer look(RequestedStreams requestedStreams, int most) {
		List<StreamView> known = new ArrayList<>();
		List<Rejection> rejections = new ArrayList<>(requestedStreams.rejections());
		int looked = 0;
		for (Topic topic : requestedStreams.topics()) {
			if (looked++ < most) {
				look(topic, known, rejections);
			}
			else {
				rejections.add(new Rejection(topic.name(), ErrorCode.SYMBOL_LIMIT,
						"One request may name " + most + " streams; make several"));
			}
		}
		if (known.isEmpty()) {
			return new Answer.Refused(HttpStatus.NOT_FOUND, ErrorCode.NO_VALUE,
					"No value of any of these streams is known; see what is said of each", rejections);
		}
		rejections.forEach((rejection) -> this.clients.onRefused(rejection.code()));
		return new Answer.Found(this.reports.snapshots(known, rejections));
	}

	private void look(Topic topic, List<StreamView> known, List<Rejection> rejections) {
		StreamView view = this.hub.view(topic);
		if (view == null) {
			rejections.add(new Rejection(topic.name(), ErrorCode.NO_VALUE,
					"It has no subscriber now, and a snapshot does not subscribe: open a stream, then ask again"));
		}
		else if (view.last() == null) {
			rejections.add(new Rejection(topic.name(), ErrorCode.NO_VALUE, "It is subscribed and has not ticked yet ("
					+ state(view) + "): ask again later, or ask /v1/explain why"));
		}
		else {
			known.add(view);
		}
	}

	private static String state(StreamView view) {
		String state = view.status().state().text();
		return (view.status().cause() == null) ? state : state + ", " + view.status().cause().text();
	}

}
