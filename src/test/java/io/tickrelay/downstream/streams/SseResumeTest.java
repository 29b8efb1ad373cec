package io.tickrelay.downstream.streams;

import java.util.List;

import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SseResumeTest extends ResumeContract {

	SseResumeTest() {
		super(Wire.SSE);
	}

	@ParameterizedTest
	@CsvSource({ "lastEventId,URLA", "last_event_id,URLB", "resumeAfter,URLC" })
	void takesTheIdFromTheUrlOfAClientWithoutHeaders(String parameter, String name) {
		// One of its own each: that the upstream has it tells that the witness listens.
		String symbol = silentSymbol(name);
		try (StreamClient witness = connect(symbol + "@trade")) {
			List<Message> trades = pushTrades(witness, symbol, 3);
			try (StreamClient back = connect(symbol + "@trade&" + parameter + "=" + trades.getFirst().id())) {
				assertThat(untilResumed(back)).extracting(Message::id)
					.containsExactly(trades.get(1).id(), trades.get(2).id(), null);
			}
		}
	}

	@Test
	void aHeaderCountsBesideTheUrlThatABrowserRepeats() {
		String symbol = silentSymbol("HEADER");
		try (StreamClient witness = connect(symbol + "@trade")) {
			List<Message> trades = pushTrades(witness, symbol, 4);
			String old = symbol + "@trade&lastEventId=" + trades.getFirst().id();
			try (StreamClient back = SseClient.reconnect(port(), "streams=" + old,
					String.valueOf(trades.get(2).id()))) {
				assertThat(untilResumed(back)).extracting(Message::id).containsExactly(trades.get(3).id(), null);
			}
			// A header that says nothing, or nothing newer, does not stand against the
			// URL.
			for (String header : List.of("", "x", "1", "999999999999999999")) {
				try (StreamClient back = SseClient.reconnect(port(), "streams=" + old, header)) {
					assertThat(untilResumed(back)).as(header).hasSize(4);
				}
			}
			String several = trades.get(1).id() + "\r\nLast-Event-ID: \r\nlast-event-id: " + trades.get(2).id()
					+ "\r\nLast-Event-ID: x";
			try (StreamClient back = SseClient.reconnect(port(), "streams=" + old, several)) {
				assertThat(untilResumed(back)).extracting(Message::id).containsExactly(trades.get(3).id(), null);
			}
		}
	}

	@Test
	void neverRefusesABrowserForItsHeader() {
		for (String id : List.of("x", "\u00fc\u00df", "0x10", "17867752275341231786775227534123", "1 2", "\t7 ")) {
			try (SseClient back = SseClient.reconnect(port(), "streams=BTCUSDT@trade", id)) {
				assertThat(back.head().status()).as(id).isEqualTo(200);
				assertThat(back.next("resumed").text("reason")).isEqualTo("restart");
				back.nextLive();
			}
		}
	}

	@Test
	void survivesAPageThatIsLoadedAnewWithinTheLinger() {
		String symbol = silentSymbol("RELOAD");
		StreamClient page = connect(symbol + "@trade");
		List<Message> trades = pushTrades(page, symbol, 3);
		page.leave();
		try (StreamClient back = SseClient.reconnect(port(), "streams=" + symbol + "@trade",
				String.valueOf(trades.getFirst().id()))) {
			List<Message> again = untilResumed(back);
			assertThat(again.getLast().json().path("recovered").booleanValue()).isTrue();
			assertThat(again).extracting((message) -> message.json().path("seq").asLong(0)).containsExactly(2L, 3L, 0L);
		}
	}

}
