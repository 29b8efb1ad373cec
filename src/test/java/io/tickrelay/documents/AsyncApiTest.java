package io.tickrelay.documents;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.client.CompatClient;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.WebSocketClient;
import io.tickrelay.testing.client.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whether the relay talks as its AsyncAPI document has it.
 */
@DocumentedRelayTest
class AsyncApiTest {

	private static final String QUERY = "streams=BTCUSDT@trade,BTCUSDT@depth,BTCUSDT@kline_1m,X@foo&mode=all&stats=true";

	private static final Talk COMPAT = new Talk("compat");

	@LocalServerPort
	private int port;

	@Autowired
	private Simulator vendor;

	@ParameterizedTest
	@MethodSource("commands")
	void anExampleOfACommandIsAnsweredAsDocumented(Talk.Command command) {
		assertThat(command.talk().faults(command.message(), command.example())).isEmpty();
		if (command.replies().isEmpty()) {
			try (CompatClient client = CompatClient.connect(this.port, "crypto")) {
				client.say(command.example().toString());
				assertThat(client.ask("{'code':10010,'trace':'behind it','ack':1}")).contains("behind it");
			}
		}
		else {
			assertThat(kindsOfAnswer(command.talk(), command.example())).containsExactly(command.replies().getFirst());
		}
	}

	static List<Talk.Command> commands() {
		return Talk.commands();
	}

	@ParameterizedTest
	@MethodSource
	void anIncompleteCommandIsAnsweredByTheDocumentedError(Talk.Command command, String place) {
		JsonNode broken = command.example().deepCopy();
		int slash = place.lastIndexOf('/');
		((ObjectNode) broken.requiredAt(place.substring(0, slash))).remove(place.substring(slash + 1));
		assertThat(command.talk().faults(command.message(), broken)).isNotEmpty();
		if (!command.replies().isEmpty()) {
			assertThat(kindsOfAnswer(command.talk(), broken)).containsExactly(command.replies().getLast());
		}
	}

	static Stream<Arguments> anIncompleteCommandIsAnsweredByTheDocumentedError() {
		return Talk.commands()
			.stream()
			.flatMap((command) -> command.needs().stream().map((place) -> Arguments.of(command, place)));
	}

	@ParameterizedTest
	@EnumSource
	void whatAClientGetsIsDocumented(Wire wire) {
		Talk talk = new Talk((wire == Wire.SSE) ? "stream" : "socket");
		String last;
		try (StreamClient client = wire.connect(this.port, QUERY)) {
			last = readUntil(client, talk, "hello", wire.answer(), "trade", "depth", "kline", "stats").text("rts");
			this.vendor.faults().on("crypto").dropAll();
			readUntil(client, talk, "status", "gap", "trade");
		}
		try (StreamClient client = wire.connect(this.port, QUERY + "&lastEventId=" + last)) {
			readUntil(client, talk, "resumed", "trade");
		}
	}

	@Test
	void whatAServiceAsksForAndGetsIsDocumented() {
		Talk talk = new Talk("socket");
		try (WebSocketClient client = WebSocketClient.connect(this.port, "")) {
			client.send("{'op':'subscribe','streams':['BTCUSDT@depth'],'id':1.5}");
			client.send("{'op':'resume','resumeAfter':1,'id':'r'}");
			client.send("{'op':'nonsense'}");
			client.send("{'method':'SUBSCRIBE','params':['X@foo']}");
			readUntil(client, talk, "ack", "resumed", "error", "binanceError", "depth");
			assertThat(kindsOfAnswer(talk, Message.JSON.readTree("{\"method\":\"NONSENSE\",\"id\":7}")))
				.containsExactly("binanceError");
		}
	}

	@Test
	void whatAVendorsClientGetsIsDocumented() {
		try (CompatClient client = CompatClient.connect(this.port, "stock")) {
			assertThat(COMPAT.kindsOf(json(client.nextText()))).containsExactly("compatPermission");
			assertThat(COMPAT.kindsOf(json(client.nextText()))).containsExactly("compatWelcome");
		}
		Set<String> wanted = new TreeSet<>(List.of("compatWelcome", "compatTradesAck", "compatDepthAck",
				"compatKlinesAck", "compatTrade", "compatDepth", "compatKline", "compatError"));
		try (CompatClient client = CompatClient.connect(this.port, "crypto")) {
			client.say("{'code':10000,'data':{'codes':'BTCUSDT'}}");
			client.say("{'code':10003,'trace':null,'data':{'codes':'BTCUSDT'}}");
			client.say("{'code':10006,'trace':4,'data':{'arr':[{'type':1,'codes':'BTCUSDT'}]}}");
			client.say("no JSON");
			while (!wanted.isEmpty()) {
				JsonNode message = json(client.nextText());
				List<String> kinds = COMPAT.kindsOf(message);
				assertThat(kinds).as(message.toString()).hasSize(1);
				wanted.removeAll(kinds);
			}
		}
	}

	@ParameterizedTest
	@MethodSource
	void anUndocumentedFieldIsNoticed(Talk talk, String name, JsonNode example) {
		assertThat(talk.kindsOf(example)).contains(name);
		JsonNode more = example.deepCopy();
		((ObjectNode) more).put("undocumented", 1);
		assertThat(talk.kindsOf(more)).isEmpty();
	}

	static Stream<Arguments> anUndocumentedFieldIsNoticed() {
		return Stream.of("stream", "socket", "compat")
			.map(Talk::new)
			.flatMap((talk) -> talk.sent()
				.stream()
				.flatMap((name) -> talk.message(name)
					.path("examples")
					.valueStream()
					.map((example) -> example.path("payload"))
					.filter(JsonNode::isObject)
					.map((example) -> Arguments.of(talk, name, example))));
	}

	/**
	 * Reads until each of some messages has come, holding every one to the document; the
	 * first tick.
	 */
	private static Message readUntil(StreamClient client, Talk talk, String... types) {
		Set<String> wanted = new TreeSet<>(List.of(types));
		Message tick = null;
		while (!wanted.isEmpty()) {
			Message message = client.next();
			// Binance's have none.
			if (!message.type().isEmpty()) {
				assertThat(talk.faults(message.type(), message.json())).as(message.json().toString()).isEmpty();
			}
			List<String> kinds = talk.kindsOf(message.json());
			assertThat(kinds).as(message.json().toString()).hasSize(1);
			if (talk.channel().equals("stream")) {
				assertThat(message.event()).isEqualTo(message.type());
				boolean hasId = message.isTick();
				assertThat(message.id()).isEqualTo(hasId ? message.text("rts") : null);
			}
			tick = (tick == null && message.isTick()) ? message : tick;
			wanted.removeAll(kinds);
		}
		return requireNonNull(tick);
	}

	private List<String> kindsOfAnswer(Talk talk, JsonNode command) {
		if (talk.equals(COMPAT)) {
			try (CompatClient client = CompatClient.connect(this.port, "crypto")) {
				return talk.kindsOf(json(client.ask(command.toString())));
			}
		}
		try (WebSocketClient client = WebSocketClient.connect(this.port, "")) {
			return talk.kindsOf(client.ask(command.toString()).json());
		}
	}

	/** A text that is no JSON is a text. */
	private static JsonNode json(String text) {
		try {
			return Message.JSON.readTree(text);
		}
		catch (JacksonException _) {
			return Message.JSON.getNodeFactory().stringNode(text);
		}
	}

}
