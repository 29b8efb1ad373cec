package io.tickrelay.downstream.contract;

import java.net.URI;
import java.util.stream.IntStream;

import io.tickrelay.hub.outbox.Delivery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

import static org.assertj.core.api.Assertions.assertThat;

/** The query of a stream's URL. */
class StreamQueryTests {

	@ParameterizedTest
	@ValueSource(strings = { "snapshot", "snapshot=", "snapshot=yes", "stats", "stats=1" })
	void refusesAFlagThatIsNeitherTrueNorFalse(String flag) {
		assertThat(read(flag)).isInstanceOfSatisfying(StreamQuery.Bad.class,
				(bad) -> assertThat(bad.message()).endsWith("is true or false"));
	}

	@ParameterizedTest
	@CsvSource({ "channel=trade, channels", "stream=BTCUSDT@trade, streams", "symbol=BTCUSDT, symbols",
			"Mode=all, mode", "MODE=all, mode", "mod=all, mode", "rates=4, rate", "snaphsot=false, snapshot",
			"snap-shot=false, snapshot", "snapshots=false, snapshot", "stat=true, stats", "pings=true, ping",
			"Streams=X, streams", "chanels=trade, channels", "tickets=1, ticket", "simbols=BTCUSDT, symbols" })
	void namesWhatASlipMeant(String parameter, String meant) {
		assertThat(read(parameter)).isInstanceOfSatisfying(StreamQuery.Bad.class,
				(bad) -> assertThat(bad.message())
					.contains("no parameter " + parameter.substring(0, parameter.indexOf('=')))
					.endsWith("the nearest is " + meant));
	}

	@Test
	void looksAtSoManyStrangeNamesAndNoMore() {
		String many = "x%d=&".repeat(32).formatted(IntStream.range(0, 32).boxed().toArray());
		assertThat(read(many.substring(4) + "channel=trade")).isInstanceOf(StreamQuery.Bad.class);
		assertThat(read(many + "channel=trade")).isInstanceOf(StreamQuery.Good.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "_=123", "t=1", "ts=1", "v=2", "r=0.5", "cb=1", "rnd=1", "rand=1", "random=1", "date=1",
			"time=1", "nocache=1", "utm_source=a", "utm_medium=b", "fbclid=x", "gclid=x", "token=a", "apikey=k",
			"key=k", "code=1", "lang=de", "lastEventID=1", "Last-Event-Id=1", "=1", "business=crypto", "interval=1m" })
	void passesOverWhatIsNoneOfItsBusiness(String parameter) {
		assertThat(read(parameter)).isInstanceOf(StreamQuery.Good.class);
	}

	private static StreamQuery read(String parameter) {
		URI url = URI.create("/v1/stream?streams=BTCUSDT@trade&" + parameter);
		return StreamQuery.of(MockServerHttpRequest.method(HttpMethod.GET, url).build().getQueryParams(),
				Delivery.CONFLATE);
	}

}
