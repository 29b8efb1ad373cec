package io.tickrelay.downstream.streams;

import java.util.List;

import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.WebSocketClient;
import io.tickrelay.testing.client.Wire;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WebSocketResumeTest extends ResumeContract {

	WebSocketResumeTest() {
		super(Wire.WEBSOCKET);
	}

	@Test
	void resumesWithTheCommandThatSubscribes() {
		String symbol = silentSymbol("COMMAND");
		try (StreamClient witness = connect(symbol + "@trade")) {
			List<Message> trades = pushTrades(witness, symbol, 3);
			try (WebSocketClient back = WebSocketClient.connect(port(), "")) {
				// Digits beyond what some languages count to may come as a text.
				back.send("{'op':'subscribe','id':7,'streams':['" + symbol + "@trade'],'resumeAfter':'"
						+ trades.getFirst().text("rts") + "'}");
				List<Message> again = untilResumed(back);
				assertThat(again.subList(0, 2)).extracting(Message::json)
					.containsExactly(trades.get(1).json(), trades.get(2).json());
				assertThat(again.getLast().json()).isEqualTo(
						Message.JSON.readTree("{\"type\":\"resumed\",\"id\":7,\"recovered\":true,\"replayed\":2}"));
			}
		}
	}

	@Test
	void takesTheIdFromAHeaderToo() {
		String symbol = silentSymbol("FIELD");
		try (StreamClient witness = connect(symbol + "@trade")) {
			List<Message> trades = pushTrades(witness, symbol, 3);
			String request = BareWebSocket
				.request("streams=" + symbol + "@trade&lastEventId=" + trades.getFirst().text("rts"))
					+ "Last-Event-ID: " + trades.get(1).text("rts") + "\r\n\r\n";
			try (BareWebSocket back = BareWebSocket.ask(port(), request)) {
				assertThat(untilResumed(back)).extracting(Message::type).containsExactly("trade", "resumed");
			}
		}
	}

	@Test
	void repeatsOnDemandWhatAConnectionThatStandsHasLost() {
		String symbol = silentSymbol("OP");
		String stream = symbol + "@trade";
		try (WebSocketClient client = WebSocketClient.connect(port(), "streams=" + stream + ",BTCUSDT@depth")) {
			List<Message> trades = pushTradesOf(client, symbol);
			client.send("{'op':'resume','id':'r','streams':['" + stream + "'],'resumeAfter':"
					+ trades.getFirst().text("rts") + "}");
			Message ack = client.next("ack");
			assertThat(ack.text("id")).isEqualTo("r");
			assertThat(ack.texts("accepted")).containsExactly("crypto:" + stream);
			assertThat(client.next("trade").json()).isEqualTo(trades.get(1).json());
			assertThat(client.next("trade").json()).isEqualTo(trades.get(2).json());
			assertThat(client.next("resumed").number("replayed")).isEqualTo(2);
			// All that it has, where it names none.
			client.send("{'op':'resume','id':2,'resumeAfter':" + trades.getFirst().text("rts") + "}");
			client.next("ack");
			assertThat(client.next("trade").json()).isEqualTo(trades.get(1).json());
			assertThat(client.next("resumed").json().path("recovered").booleanValue()).isTrue();
			assertThat(client.isOpen()).isTrue();
		}
	}

	@Test
	void resumesNoStreamThatTheClientDoesNotHave() {
		try (WebSocketClient client = WebSocketClient.connect(port(), "streams=BTCUSDT@trade")) {
			String rts = client.nextLive().text("rts");
			client.send("{'op':'resume','id':1,'streams':['ETHUSDT@trade'],'resumeAfter':" + rts + "}");
			Message ack = client.next("ack");
			Message answer = (ack.number("id") == 1) ? ack : client.next("ack");
			assertThat(answer.texts("accepted")).isEmpty();
			assertThat(answer.json().at("/rejected/0/code").stringValue()).isEqualTo("bad_request");
			assertThat(answer.json().at("/rejected/0/message").stringValue()).contains("resumeAfter");
		}
	}

	@Test
	void saysWhatAnIdLooksLike() {
		try (WebSocketClient client = WebSocketClient.connect(port(), "")) {
			for (String id : List.of("-1", "1.5", "true", "null", "'x'", "''", "[1]", "99999999999999999999")) {
				client.send("{'op':'resume','id':1,'resumeAfter':" + id + "}");
				Message error = client.next("error");
				assertThat(error.text("code")).isEqualTo("bad_request");
				assertThat(error.text("message")).contains("\"rts\"");
				client.send("{'op':'subscribe','id':1,'streams':['BTCUSDT@trade'],'resumeAfter':" + id + "}");
				assertThat(client.next("error").text("message")).contains("\"rts\"");
			}
		}
	}

	private List<Message> pushTradesOf(StreamClient client, String symbol) {
		try (StreamClient witness = connect(symbol + "@trade")) {
			List<Message> trades = pushTrades(witness, symbol, 3);
			trades.forEach((trade) -> assertThat(client.next("trade").json()).isEqualTo(trade.json()));
			return trades;
		}
	}

}
