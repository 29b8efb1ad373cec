package io.tickrelay.downstream.rest;

import java.net.http.HttpResponse;

import io.tickrelay.TickrelayApplication;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.simulator.market.SimulatorSettings;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The product lists while the upstream errs: before the first one, and after.
 */
@Tag("full")
class SymbolsOutageTest {

	private final Simulator vendor = Simulator.start(SimulatorSettings.defaults());

	@AfterEach
	void stop() {
		this.vendor.close();
	}

	@Test
	void rejectsNothingBeforeTheListsAndKeepsThemThroughAnOutage() {
		this.vendor.faults().rest().fail(503);
		try (ConfigurableApplicationContext relay = start("enabled=true", "ttl=6s", "retry-delay=1s")) {
			int port = port(relay);
			await().untilAsserted(() -> {
				HttpResponse<String> none = Http.get(port, "/v1/symbols");
				assertThat(none.statusCode()).isEqualTo(503);
				assertThat(none.headers().firstValue("Retry-After")).hasValue("60");
				assertThat(Http.json(none).path("code").stringValue()).isEqualTo("upstream_unavailable");
				assertThat(Http.json(none).path("detail").stringValue()).contains("server_error");
			});
			try (SseClient client = SseClient.connect(port, "streams=MADEUPUSDT@trade")) {
				assertThat(client.nextLive().stream()).isEqualTo("crypto:MADEUPUSDT@trade");
			}
			// One type goes on failing, which the others do not mind.
			this.vendor.faults().rest().heal();
			this.vendor.faults().rest().failList("METAL");
			await().until(() -> isFresh(port, "CRYPTO") && isFresh(port, "STOCK_US"));
			assertThat(Http.json(Http.get(port, "/v1/symbols"))
				.at("/lists")
				.valueStream()
				.filter((list) -> list.path("type").stringValue().equals("METAL"))).singleElement()
				.returns("missing", (list) -> list.path("state").stringValue())
				.returns("server_error", (list) -> list.path("error").stringValue());
			assertThat(Http.get(port, "/v1/symbols?type=METAL").statusCode()).isEqualTo(503);
			assertThat(Http.json(Http.get(port, "/v1/stream?streams=MADEUPUSDT@trade")).path("code").stringValue())
				.isEqualTo("unknown_symbol");
			// A metal may exist as long as the list of metals is not known.
			try (SseClient client = SseClient.connect(port, "streams=XAGEUR@trade")) {
				assertThat(client.nextLive().stream()).isEqualTo("common:XAGEUR@trade");
			}
			this.vendor.faults().rest().answer("{\"ret\":200,\"data\":[{\"symbol\":");
			await().until(() -> list(port, "CRYPTO").path("stale").booleanValue());
			JsonNode stale = list(port, "CRYPTO");
			assertThat(stale.at("/lists/0/state").stringValue()).isEqualTo("stale");
			assertThat(stale.at("/lists/0/error").stringValue()).isEqualTo("malformed");
			assertThat(stale.at("/symbols")).isNotEmpty();
			this.vendor.faults().rest().heal();
			await().until(() -> isFresh(port, "CRYPTO") && isFresh(port, "METAL"));
			long ageMs = list(port, "CRYPTO").at("/lists/0/ageMs").longValue();
			// It comes anew by itself.
			await().until(() -> list(port, "CRYPTO").at("/lists/0/ageMs").longValue() > ageMs);
			long grownMs = list(port, "CRYPTO").at("/lists/0/ageMs").longValue();
			await().until(() -> list(port, "CRYPTO").at("/lists/0/ageMs").longValue() < grownMs);
		}
	}

	@Test
	void saysWhereNoListsAreLoaded() {
		try (ConfigurableApplicationContext relay = start("enabled=false")) {
			HttpResponse<String> none = Http.get(port(relay), "/v1/symbols?type=STOCK_US");
			assertThat(none.statusCode()).isEqualTo(503);
			assertThat(Http.json(none).path("detail").stringValue()).contains("relay.catalog.enabled");
			assertThat(this.vendor.observations().rest().requests()).isEmpty();
		}
	}

	private ConfigurableApplicationContext start(String... settings) {
		SpringApplicationBuilder builder = new SpringApplicationBuilder(TickrelayApplication.class);
		builder.properties("server.port=0", "server.address=127.0.0.1",
				"relay.upstream.url=" + this.vendor.webSocketUri(), "relay.upstream.rest-url=" + this.vendor.restUri(),
				"relay.upstream.rest-requests-per-second=10");
		String[] arguments = new String[settings.length + 1];
		arguments[0] = "--relay.upstream.api-key=k3y";
		for (int i = 0; i < settings.length; i++) {
			arguments[i + 1] = "--relay.catalog." + settings[i];
		}
		return builder.run(arguments);
	}

	private static boolean isFresh(int port, String type) {
		HttpResponse<String> answer = Http.get(port, "/v1/symbols?type=" + type);
		return answer.statusCode() == 200 && Http.json(answer).at("/lists/0/state").stringValue().equals("fresh");
	}

	private static JsonNode list(int port, String type) {
		return Http.json(Http.get(port, "/v1/symbols?type=" + type));
	}

	private static int port(ConfigurableApplicationContext relay) {
		return relay.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(StreamClient.PATIENCE.multipliedBy(2));
	}

}
