package io.tickrelay.downstream.streams;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.Pushes;
import io.tickrelay.testing.RelayTest;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.Wire;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a client gets that comes back and says what it had, whatever its transport.
 */
@RelayTest
// A relay of its own: one minute's frames are too few for this and all else that shares
// one.
@TestPropertySource(properties = "spring.application.name=resume")
abstract class ResumeContract {

	private final Wire wire;

	@LocalServerPort
	private int port;

	@Autowired
	private Simulator vendor;

	ResumeContract(Wire wire) {
		this.wire = wire;
	}

	int port() {
		return this.port;
	}

	@Test
	void repeatsEveryTradeTheClientMissedAndGoesOnLive() {
		String symbol = silentSymbol("TRADES");
		try (StreamClient witness = connect(symbol + "@trade&mode=all")) {
			List<Message> trades = pushTrades(witness, symbol, 5);
			try (StreamClient back = connect(symbol + "@trade&mode=all&lastEventId=" + trades.get(1).text("rts"))) {
				back.next(this.wire.answer());
				for (int i = 2; i < 5; i++) {
					// The very same message, and nothing before, between or behind.
					assertThat(back.next().json()).isEqualTo(trades.get(i).json());
				}
				Message resumed = back.next();
				assertThat(resumed.json())
					.isEqualTo(Message.JSON.readTree("{\"type\":\"resumed\",\"recovered\":true,\"replayed\":3}"));
				assertThat(resumed.id()).isNull();
				push(Pushes.tradeAt(symbol, "6"));
				assertThat(back.next().number("seq")).isEqualTo(6);
			}
		}
	}

	@Test
	void repeatsNothingToAClientThatHasEverything() {
		String symbol = silentSymbol("NOTHING");
		try (StreamClient witness = connect(symbol + "@trade")) {
			Message last = pushTrades(witness, symbol, 2).getLast();
			try (StreamClient back = connect(symbol + "@trade&mode=all&lastEventId=" + last.text("rts"))) {
				back.next(this.wire.answer());
				Message resumed = back.next();
				assertThat(resumed.type()).isEqualTo("resumed");
				assertThat(resumed.json().path("recovered").booleanValue()).isTrue();
				assertThat(resumed.number("replayed")).isZero();
			}
		}
	}

	@Test
	void repeatsOfBooksAndBarsTheNewestAlone() {
		String symbol = silentSymbol("NEWEST");
		String streams = symbol + "@trade," + symbol + "@depth," + symbol + "@kline_1m";
		try (StreamClient witness = connect(streams + "&mode=all")) {
			Message first = pushTrades(witness, symbol, 1).getFirst();
			for (int i = 1; i <= 3; i++) {
				push(Pushes.depth(symbol, "'a':[['" + i + "'],['1']],'b':[['1'],['1']],'t':1786775227483"));
				witness.nextLive();
				push(Pushes.kline(symbol, "'c':'" + i + "','h':'4','l':'1','o':'2','t':'1786775220','ty':1"));
				witness.nextLive();
			}
			try (StreamClient back = connect(streams + "&mode=all&lastEventId=" + first.text("rts"))) {
				List<Message> again = untilResumed(back);
				assertThat(again.getLast().json().path("recovered").booleanValue()).isTrue();
				assertThat(again.getLast().number("replayed")).isEqualTo(2);
				assertThat(again.stream().filter(Message::isTick)).extracting(Message::type)
					.containsExactly("depth", "kline");
				assertThat(again.stream().filter(Message::isTick)).allMatch((tick) -> tick.number("seq") == 3);
				// What it skips was told: the client wants all.
				assertThat(again.stream().filter((message) -> message.type().equals("gap")))
					.allSatisfy((gap) -> assertThat(gap.text("cause")).isEqualTo("replay_window"))
					.extracting((gap) -> gap.number("fromSeq") + "-" + gap.number("toSeq"))
					.containsExactly("1-2", "1-2");
			}
			repeatsOfEachBarItsNewestUpdate(witness, symbol);
		}
	}

	@Test
	void tellsInTheReplayOfAnOutageThatTheClientMissed() {
		String symbol = silentSymbol("GAP");
		try (StreamClient witness = connect(symbol + "@trade")) {
			Message last = pushTrades(witness, symbol, 3).get(1);
			this.vendor.faults().on("crypto").dropAll();
			witness.next((message) -> message.text("cause").equals("upstream_down"));
			awaitUpstream(symbol);
			push(Pushes.tradeAt(symbol, "4"));
			witness.nextLive();
			try (StreamClient back = connect(symbol + "@trade&mode=all&lastEventId=" + last.text("rts"))) {
				List<Message> again = untilResumed(back);
				assertThat(again).extracting(Message::type).containsExactly("trade", "gap", "trade", "resumed");
				assertThat(again.get(1).text("cause")).isEqualTo("upstream_reconnect");
				assertThat(again.get(1).number("fromSeq")).isEqualTo(3);
				assertThat(again.get(1).number("toSeq")).isEqualTo(4);
				assertThat(again.get(2).number("seq")).isEqualTo(4);
			}
		}
	}

	@Test
	void greetsAClientOfAnotherLifeWithLastValues() {
		try (StreamClient there = connect("BTCUSDT@trade")) {
			there.nextLive();
			for (String id : List.of("1", "0", "999999999999999999", "99999999999999999999999999", "-5", "1.5", "null",
					"undefined", "%00", "%F0%9F%98%80", "c-91", "1786775227534123,1786775227534124")) {
				try (StreamClient back = connect("BTCUSDT@trade&lastEventId=" + id)) {
					List<Message> told = untilResumed(back);
					assertThat(told).as(id).hasSize(2);
					assertThat(told.getFirst().isSnapshot()).isTrue();
					assertThat(told.getLast().json()).isEqualTo(
							Message.JSON.readTree("{\"type\":\"resumed\",\"recovered\":false,\"reason\":\"restart\"}"));
					assertThat(back.nextLive().number("seq")).isEqualTo(told.getFirst().number("seq") + 1);
				}
			}
		}
	}

	@Test
	void resumesAfterTheNewestValidIdOfAllThatWereSent() {
		String symbol = silentSymbol("SEVERAL");
		try (StreamClient witness = connect(symbol + "@trade")) {
			List<Message> trades = pushTrades(witness, symbol, 4);
			String old = trades.getFirst().text("rts");
			String newest = trades.get(2).text("rts");
			for (String ids : List.of("lastEventId=OLD&lastEventId=NEW", "lastEventId=NEW&lastEventId=OLD",
					"lastEventId=&lastEventId=NEW", "lastEventId&lastEventId=NEW&lastEventId=%20",
					"lastEventId=OLD&last_event_id=NEW", "last_event_id=OLD&lastEventId=&lastEventId=NEW",
					"lastEventId=OLD&resumeAfter=NEW", "resumeAfter=OLD&last_event_id=x&last_event_id=NEW",
					"lastEventId=x&lastEventId=NEW&lastEventId=-1", "lastEventId=1&lastEventId=NEW",
					"lastEventId=999999999999999999&lastEventId=NEW", "lastEventId=OLD,NEW", "last-event-id=NEW",
					"lastEventID=NEW&lastEventId=OLD")) {
				String query = symbol + "@trade&mode=all&" + ids.replace("OLD", old).replace("NEW", newest);
				try (StreamClient back = connect(query)) {
					assertThat(untilResumed(back)).as(ids)
						.extracting(Message::json)
						.containsExactly(trades.get(3).json(),
								Message.JSON.readTree("{\"type\":\"resumed\",\"recovered\":true,\"replayed\":1}"));
				}
			}
			// Where none is valid it is as with one of them.
			try (StreamClient back = connect(symbol + "@trade&lastEventId=x&last_event_id=999999999999999999")) {
				assertThat(untilResumed(back).getLast().text("reason")).isEqualTo("restart");
			}
		}
	}

	@Test
	void canNotSayWhatAStreamDidBeforeItBegan() {
		try (StreamClient earlier = connect("BTCUSDT@trade")) {
			String id = earlier.nextLive().text("rts");
			String symbol = silentSymbol("BEGINS");
			try (StreamClient witness = connect(symbol + "@trade")) {
				pushTrades(witness, symbol, 1);
				try (StreamClient back = connect(symbol + "@trade&lastEventId=" + id)) {
					List<Message> told = untilResumed(back);
					assertThat(told.getFirst().isSnapshot()).isTrue();
					assertThat(told.getLast().json()).isEqualTo(
							Message.JSON.readTree("{\"type\":\"resumed\",\"recovered\":false,\"reason\":\"window\"}"));
				}
			}
		}
	}

	private void repeatsOfEachBarItsNewestUpdate(StreamClient witness, String symbol) {
		List<Message> bars = new ArrayList<>();
		String[][] pushed = { { "1786775220", "100" }, { "1786775220", "105" }, { "1786775280", "106" },
				{ "1786775220", "105.5" }, { "1786775280", "107" }, { "1786775340", "108" } };
		for (String[] bar : pushed) {
			push(Pushes.kline(symbol, "'c':'" + bar[1] + "','h':'200','l':'1','o':'2','t':'" + bar[0] + "','ty':1"));
			bars.add(witness.nextLive());
		}
		String id = bars.getFirst().text("rts");
		for (String mode : List.of("all", "conflate")) {
			try (StreamClient back = connect(symbol + "@kline_1m&mode=" + mode + "&lastEventId=" + id)) {
				List<Message> again = untilResumed(back);
				assertThat(again.getLast().json().path("recovered").booleanValue()).isTrue();
				assertThat(again.getLast().number("replayed")).isEqualTo(3);
				assertThat(again.stream().filter(Message::isTick).map(Message::json)).as(mode)
					.containsExactly(bars.get(3).json(), bars.get(4).json(), bars.get(5).json());
			}
		}
	}

	/** Everything behind the answer up to what became of the resumption. */
	final List<Message> untilResumed(StreamClient client) {
		client.next(this.wire.answer());
		List<Message> told = new ArrayList<>();
		client.next((message) -> told.add(message) && message.type().equals("resumed"));
		return told;
	}

	/** Pushes trades, each when the one before has arrived. */
	final List<Message> pushTrades(StreamClient witness, String symbol, int count) {
		awaitUpstream(symbol);
		List<Message> trades = new ArrayList<>();
		for (int i = 1; i <= count; i++) {
			push(Pushes.tradeAt(symbol, String.valueOf(i)));
			trades.add(witness.nextLive());
		}
		return trades;
	}

	/** A symbol that is this test's own and of which the market says nothing. */
	final String silentSymbol(String name) {
		String symbol = name + this.wire.name().charAt(0) + "USDT";
		this.vendor.faults().muteSymbol(symbol);
		return symbol;
	}

	final StreamClient connect(String streams) {
		return this.wire.connect(this.port, "streams=" + streams);
	}

	private void push(String frame) {
		this.vendor.faults().on("crypto").sendText(frame);
	}

	private void awaitUpstream(String symbol) {
		await().atMost(StreamClient.PATIENCE)
			.pollInterval(Duration.ofMillis(20))
			.until(() -> this.vendor.observations().subscriptions("crypto"),
					(Set<String> topics) -> topics.contains(symbol + "@trade"));
	}

}
