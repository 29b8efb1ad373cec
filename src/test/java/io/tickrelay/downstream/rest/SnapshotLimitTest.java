package io.tickrelay.downstream.rest;

import java.net.http.HttpResponse;

import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.RestlessRelayTest;
import io.tickrelay.testing.client.SseClient;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A relay that gives a client six streams.
 */
@RestlessRelayTest
class SnapshotLimitTest {

	private static final String SEVEN = "BTCUSDT@trade,A@kline_1m,B@kline_1m,C@kline_1m,D@kline_1m,E@kline_1m,F@kline_1m";

	@LocalServerPort
	private int port;

	@Test
	void looksAtNoMoreStreamsThanAClientMayHave() {
		String path = "/v1/snapshot?streams=" + SEVEN.replaceAll("([A-F])@", "crypto:$1USDT@");
		HttpResponse<String> nothing = Http.get(this.port, path);
		assertThat(nothing.statusCode()).isEqualTo(404);
		assertThat(Http.json(nothing).at("/rejected/6/code").stringValue()).isEqualTo("symbol_limit");
		try (SseClient client = SseClient.connect(this.port, "streams=BTCUSDT@trade")) {
			client.nextLive();
			HttpResponse<String> response = Http.get(this.port, path);
			assertThat(response.statusCode()).isEqualTo(200);
			JsonNode rejected = Http.json(response).path("rejected");
			assertThat(rejected).hasSize(6);
			assertThat(rejected.at("/4/code").stringValue()).isEqualTo("no_value");
			assertThat(rejected.at("/5/stream").stringValue()).isEqualTo("crypto:FUSDT@kline_1m");
			assertThat(rejected.at("/5/code").stringValue()).isEqualTo("symbol_limit");
			assertThat(rejected.at("/5/num").intValue()).isEqualTo(405);
		}
	}

}
