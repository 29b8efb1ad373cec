package io.tickrelay.downstream.streams;

import java.time.Duration;

import io.tickrelay.simulator.Observations;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.Pushes;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.Wire;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * What a client gets of a stream, whatever its transport.
 */
class StreamTest extends StreamFixture {

	private static final Duration SOON = Duration.ofSeconds(2);

	StreamTest(Wire wire) {
		super(wire);
	}

	@Test
	void greetsFirstAndAnswersSecond() {
		try (StreamClient client = connect("BTCUSDT@trade", "all")) {
			Message hello = client.next();
			assertThat(hello.type()).isEqualTo("hello");
			assertThat(hello.fields()).containsExactlyInAnyOrder("type", "connection", "protocol", "keepAliveMs",
					"simulated", "limits");
			assertThat(hello.text("connection")).matches("c-[0-9]+");
			assertThat(hello.number("protocol")).isEqualTo(1);
			assertThat(hello.number("keepAliveMs")).isPositive();
			assertThat(hello.json().path("simulated").booleanValue()).isFalse();
			assertThat(hello.json().path("limits").path("streams").intValue()).isEqualTo(1000);
			assertThat(client.next().type()).isEqualTo(this.wire.answer());
		}
	}

	@Test
	void givesEveryConnectionANameOfItsOwn() {
		try (StreamClient one = connect("BTCUSDT@trade", "all"); StreamClient other = connect("BTCUSDT@trade", "all")) {
			assertThat(one.next("hello").text("connection")).isNotEqualTo(other.next("hello").text("connection"));
		}
	}

	@Test
	void namesWhatItAcceptsCanonicallyAndWhyItRejectsTheRest() {
		try (StreamClient client = connect(
				"BTCUSDT@trade,AAPL.US@depth,XAUUSD@kline_1m,crypto:BTCUSDT@trade,WHAT@trade,BTCUSDT@kline_3m,"
						+ "mars:BTCUSDT@trade,BTCUSDT,btcusdt@TRADE",
				"all")) {
			Message answer = client.next(this.wire.answer());
			assertThat(answer.texts("accepted")).containsExactly("crypto:BTCUSDT@trade", "stock:AAPL.US@depth",
					"common:XAUUSD@kline_1m");
			assertThat(answer.json().path("rejected").valueStream())
				.extracting((item) -> item.path("stream").stringValue(), (item) -> item.path("code").stringValue(),
						(item) -> item.path("num").intValue(), (item) -> item.path("temporary").booleanValue())
				.containsExactly(tuple("WHAT@trade", "ambiguous_symbol", 422, false),
						tuple("BTCUSDT@kline_3m", "unknown_channel", 400, false),
						tuple("mars:BTCUSDT@trade", "unknown_business", 422, false),
						tuple("BTCUSDT", "bad_request", 400, false),
						tuple("btcusdt@TRADE", "unknown_channel", 400, false));
			assertThat(answer.json().path("rejected").valueStream())
				.allSatisfy((item) -> assertThat(item.path("message").stringValue()).isNotBlank());
		}
	}

	@Test
	void tellsThatAStreamIsPendingAndWhenItTurnsLive() {
		String symbol = silentSymbol("PENDING");
		try (StreamClient client = connect(symbol + "@trade", "all")) {
			// Its frame may have to wait for the budget, which is told before or behind
			// it.
			Message pending = client
				.next((message) -> message.isStatus("pending") && message.text("cause").equals("awaiting_first_tick"));
			assertThat(pending.fields()).containsExactlyInAnyOrder("type", "stream", "state", "cause", "since",
					"lastTickAgeMs");
			assertThat(pending.stream()).isEqualTo("crypto:" + symbol + "@trade");
			assertThat(pending.json().path("lastTickAgeMs").isNull()).isTrue();
			push(symbol + "@trade", Pushes.tradeAt(symbol, "1.10"));
			Message live = client.next((message) -> !message.isStatus("pending"));
			assertThat(live.isStatus("live")).isTrue();
			assertThat(live.fields()).doesNotContain("cause");
			assertThat(live.number("since")).isGreaterThanOrEqualTo(pending.number("since"));
			Message tick = client.next();
			assertThat(tick.text("price")).isEqualTo("1.10");
			assertThat(tick.number("seq")).isEqualTo(1);
		}
	}

	@Test
	void tellsOfAnOutageWithinTwoSecondsAndNeverClosesForIt() {
		try (StreamClient client = connect("BTCUSDT@trade", "all")) {
			client.nextLive();
			this.vendor.faults().on("crypto").dropAll();
			Message stale = client.next((message) -> message.isStatus("stale"), SOON);
			assertThat(stale.text("cause")).isEqualTo("upstream_down");
			assertThat(stale.number("lastTickAgeMs")).isBetween(0L, 2000L);
			try (StreamClient newcomer = connect("BTCUSDT@trade", "all")) {
				assertThat(newcomer.next(Message::isTick).isSnapshot()).isTrue();
				assertThat(newcomer.next("status").text("state")).isIn("stale", "live");
			}
			client.next((message) -> message.isStatus("live"));
			assertThat(client.nextLive().type()).isEqualTo("trade");
			assertThat(client.isOpen()).isTrue();
		}
	}

	@Test
	void subscribesOnceUpstreamForManyClients() {
		String symbol = silentSymbol("SHARED");
		try (StreamClient one = connect(symbol + "@trade", "all");
				StreamClient other = this.wire.connect(this.port, "streams=" + symbol + "@trade&mode=conflate")) {
			push(symbol + "@trade", Pushes.tradeAt(symbol, "2"));
			one.nextLive();
			other.nextLive();
			assertThat(this.vendor.observations().received()).extracting(Observations.Received::text)
				.filteredOn((frame) -> frame.contains(symbol))
				.singleElement()
				.asString()
				.contains("10000");
		}
	}

}
