package io.tickrelay.downstream.streams;

import java.net.http.HttpResponse;

import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.client.Wire;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SseRateTest extends RateContract {

	SseRateTest() {
		super(Wire.SSE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "101", "1000", "1.5", "4/s", "fast", "", "%20", "1e1", "99999999999" })
	void saysWhatARateIs(String rate) {
		HttpResponse<String> answer = Http.get(port(), "/v1/stream?streams=BTCUSDT@trade&rate=" + rate);
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(Http.json(answer).path("code").stringValue()).isEqualTo("bad_request");
		assertThat(Http.json(answer).path("detail").stringValue()).contains("whole number", "from 1 to 100", "without");
	}

}
