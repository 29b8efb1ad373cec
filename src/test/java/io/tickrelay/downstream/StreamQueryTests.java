package io.tickrelay.downstream;

import java.net.URI;

import io.tickrelay.hub.Delivery;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

import static org.assertj.core.api.Assertions.assertThat;

/** The query of a stream's URL. */
class StreamQueryTests {

	@ParameterizedTest
	@ValueSource(strings = { "snapshot", "snapshot=", "snapshot=yes", "stats", "stats=1" })
	void refusesAFlagThatIsNeitherTrueNorFalse(String flag) {
		URI url = URI.create("/v1/stream?streams=BTCUSDT@trade&" + flag);
		StreamQuery query = StreamQuery.of(MockServerHttpRequest.method(HttpMethod.GET, url).build().getQueryParams(),
				Delivery.CONFLATE);
		assertThat(query).isInstanceOfSatisfying(StreamQuery.Bad.class,
				(bad) -> assertThat(bad.message()).endsWith("is true or false"));
	}

}
