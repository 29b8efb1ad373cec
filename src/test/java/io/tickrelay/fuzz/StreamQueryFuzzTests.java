package io.tickrelay.fuzz;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.LastEventIds;
import io.tickrelay.downstream.contract.SubscribeResult;
import io.tickrelay.downstream.contract.StreamQuery;
import io.tickrelay.downstream.contract.RequestedStreams;
import io.tickrelay.downstream.wire.ProblemWriter;
import io.tickrelay.hub.lane.SubscribeOptions;
import io.tickrelay.hub.outbox.Delivery;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.util.MultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The query of a stream's URL, from the raw text on.
 */
class StreamQueryFuzzTests {

	private final ProblemWriter problems = new ProblemWriter(Relay.MESSAGES);

	private final LastEventIds lastEvents = new LastEventIds((id) -> id > 1);

	@FuzzTest
	void aQueryIsFollowedOrRefused(byte[] input) {
		parameters(new String(input, StandardCharsets.US_ASCII)).ifPresent(this::check);
	}

	private void check(MultiValueMap<String, String> parameters) {
		switch (StreamQuery.of(parameters, Delivery.CONFLATE)) {
			case StreamQuery.Bad(String message) -> assertThat(message).isNotBlank().hasSizeLessThan(200);
			case StreamQuery.Good(List<String> names, SubscribeOptions subscribeOptions, boolean stats, boolean ping) -> {
				assertThat(names).hasSizeLessThanOrEqualTo(StreamQuery.MOST_PRODUCTS + commas(parameters, "streams"));
				assertThat(names)
					.noneMatch((name) -> name.isBlank() || name.contains(",") || !name.equals(name.strip()));
				assertThat(subscribeOptions.delivery().equals(Delivery.ALL))
					.isEqualTo("all".equals(parameters.getFirst("mode")));
				assertThat(subscribeOptions.delivery() instanceof Delivery.Rated)
					.isEqualTo(parameters.getFirst("rate") != null && !"all".equals(parameters.getFirst("mode")));
				assertThat(subscribeOptions.snapshot()).isNotEqualTo("false".equals(parameters.getFirst("snapshot")));
				assertThat(stats).isEqualTo("true".equals(parameters.getFirst("stats")));
				assertThat(ping).isEqualTo("true".equals(parameters.getFirst("ping")));
				assertThat(this.lastEvents.newest(new HttpHeaders(), parameters))
					.satisfiesAnyOf((none) -> assertThat(none).isNull(), (after) -> assertThat(after).isNotNegative());
				checkAnswers(RequestedStreams.of(Relay.TOPICS, names), names);
			}
		}
	}

	private void checkAnswers(RequestedStreams requestedStreams, List<String> names) {
		assertThat(requestedStreams.isEmpty()).isEqualTo(names.isEmpty());
		Relay.object(Relay.CONNECTION
			.subscribed(new SubscribeResult(requestedStreams.topics(), requestedStreams.rejections())));
		Relay.object(
				this.problems.problem(400, "Bad Request", ErrorCode.BAD_REQUEST, "", requestedStreams.rejections()));
	}

	private static int commas(MultiValueMap<String, String> parameters, String name) {
		return parameters.getOrDefault(name, List.of())
			.stream()
			.mapToInt((list) -> (list != null) ? 1 + (int) list.chars().filter((c) -> c == ',').count() : 0)
			.sum();
	}

	/** The parameters as the server decodes them, which lets no broken URL pass. */
	private static Optional<MultiValueMap<String, String>> parameters(String query) {
		try {
			URI uri = URI.create("/v1/stream?" + query);
			return Optional.of(MockServerHttpRequest.method(HttpMethod.GET, uri).build().getQueryParams());
		}
		catch (IllegalArgumentException _) {
			return Optional.empty();
		}
	}

}
