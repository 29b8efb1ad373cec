package io.tickrelay.downstream.wire;

import java.util.List;
import java.util.Random;

import io.tickrelay.downstream.ErrorCode;
import io.tickrelay.hub.Delivery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class CommandReaderTests {

	private static final JsonMapper JSON = new JsonMapper();

	private final CommandReader reader = new CommandReader();

	private final MessageEncoder messages = new MessageEncoder();

	@Test
	void aSubscriptionHasItsStreamsAndOptions() {
		assertThat(read("""
				{"op":"subscribe","id":1,"streams":["BTCUSDT@trade","  ","x"],"mode":"conflate","snapshot":false}"""))
			.isEqualTo(new Command.Subscribe(new CommandId("subscribe", "1"), List.of("BTCUSDT@trade", "x"),
					Delivery.CONFLATE, false));
		assertThat(read("{\"op\":\"subscribe\",\"streams\":[\"a\"],\"mode\":\"all\"}"))
			.isEqualTo(new Command.Subscribe(new CommandId("subscribe", null), List.of("a"), Delivery.ALL, null));
		assertThat(read("{\"op\":\"subscribe\",\"streams\":[\"a\"]}"))
			.isEqualTo(new Command.Subscribe(new CommandId("subscribe", null), List.of("a"), null, null));
	}

	@Test
	void theOtherOps() {
		assertThat(read("{\"op\":\"unsubscribe\",\"id\":2,\"streams\":[\"a\"]}"))
			.isEqualTo(new Command.Unsubscribe(new CommandId("unsubscribe", "2"), List.of("a")));
		assertThat(read("{\"op\":\"unsubscribe\",\"id\":3,\"all\":true}"))
			.isEqualTo(new Command.UnsubscribeAll(new CommandId("unsubscribe", "3")));
		assertThat(read("{\"op\":\"list\",\"id\":4}")).isEqualTo(new Command.Streams(new CommandId("list", "4")));
		assertThat(read("{\"op\":\"ping\",\"id\":null}")).isEqualTo(new Command.Ping(new CommandId("ping", null)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"op\":\"unsubscribe\",\"id\":7}", "{\"op\":\"unsubscribe\",\"id\":7,\"streams\":[]}",
			"{\"op\":\"unsubscribe\",\"id\":7,\"streams\":[\" \"]}", "{\"op\":\"unsubscribe\",\"id\":7,\"all\":false}",
			"{\"op\":\"unsubscribe\",\"id\":7,\"all\":\"true\"}", "{\"op\":\"unsubscribe\",\"id\":7,\"all\":1}",
			"{\"op\":\"unsubscribe\",\"id\":7,\"all\":true,\"streams\":[]}",
			"{\"op\":\"unsubscribe\",\"id\":7,\"all\":true,\"streams\":[\"a\"]}",
			"{\"op\":\"unsubscribe\",\"id\":7,\"streams\":\"a\"}",
			"{\"op\":\"unsubscribe\",\"id\":7,\"streams\":[\"a\",1]}" })
	void anUnsubscriptionThatDoesNotSayWhatIsAnErrorAndNeverAll(String text) {
		assertThat(read(text)).isInstanceOfSatisfying(Command.Unreadable.class,
				(unreadable) -> assertThat(unreadable.rawId()).isEqualTo("7"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "null", "[]", "1", "\"a\"", "{", "}", "{}", "not json", "{\"op\":\"list\"} x",
			"{\"op\":\"list\"}{\"op\":\"list\"}", "{\"op\":null}", "{\"op\":1}", "{\"op\":{}}", "{\"op\":[\"list\"]}",
			"{\"op\":\"LIST\"}", "{\"op\":\"subscribe\"}", "{\"op\":\"subscribe\",\"streams\":{}}",
			"{\"op\":\"subscribe\",\"streams\":[]}", "{\"op\":\"subscribe\",\"streams\":[null]}",
			"{\"op\":\"subscribe\",\"streams\":[[\"a\"]]}", "{\"op\":\"subscribe\",\"streams\":[\"a\"],\"mode\":null}",
			"{\"op\":\"subscribe\",\"streams\":[\"a\"],\"mode\":\"ALL\"}",
			"{\"op\":\"subscribe\",\"streams\":[\"a\"],\"mode\":{}}",
			"{\"op\":\"subscribe\",\"streams\":[\"a\"],\"snapshot\":\"true\"}",
			"{\"op\":\"subscribe\",\"streams\":[\"a\"],\"snapshot\":null}", "{\"op\":\"list\",\"id\":{}}",
			"{\"op\":\"list\",\"id\":[1]}", "{\"op\":\"list\",\"id\":true}", "{'op':'list'}", "{\"op\":\"list\",}",
			"{\"op\":\"list\",\"id\":NaN}", "\ufeff{\"op\":", "{\"op\":\"li\nst\"}" })
	void whatIsNoCommandIsAValue(String text) {
		assertThat(read(text)).isInstanceOfSatisfying(Command.Unreadable.class, (unreadable) -> {
			assertThat(unreadable.problem().code()).isEqualTo(ErrorCode.BAD_REQUEST);
			assertThat(unreadable.problem().message()).isNotBlank().hasSizeLessThan(200);
		});
	}

	@Test
	void depthLengthAndHugeNumbersAreValuesToo() {
		assertThat(read("[".repeat(100_000))).isInstanceOf(Command.Unreadable.class);
		assertThat(read("{\"a\":".repeat(100_000))).isInstanceOf(Command.Unreadable.class);
		assertThat(read("{\"op\":\"list\",\"id\":" + "9".repeat(5_000) + "}")).isInstanceOf(Command.Unreadable.class);
		assertThat(read("{\"op\":\"list\",\"id\":" + "9".repeat(65) + "}")).isInstanceOf(Command.Unreadable.class);
		assertThat(read("{\"op\":\"list\",\"id\":\"" + "x".repeat(63) + "\"}")).isInstanceOf(Command.Unreadable.class);
		assertThat(read("{\"op\":\"" + "x".repeat(100_000) + "\"}")).isInstanceOf(Command.Unreadable.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "0", "-1", "9007199254740993", "12345678901234567890123", "\"a\"", "\"\"",
			"\"a\\\"b\\\\c\"", "\"\\r\\n\"", "\"\\u0000\"", "\"\u00fc\"", "\"\ud83d\ude00\"", "1.5" })
	void anIdComesBackAsItWas(String id) {
		JsonNode answer = answer(id);
		assertThat(answer.path("id")).isEqualTo(JSON.readTree(id));
		assertThat(answer.path("type").asString()).isEqualTo("pong");
	}

	@ParameterizedTest
	@ValueSource(strings = { "1e400", "-1e400", "1e999999999", "\"\\ud800\"", "\"\\udc00x\"", "\"\ud800\"" })
	void anIdThatCannotComeBackIsRefused(String id) {
		assertThat(answer(id).path("type").asString()).isEqualTo("error");
		assertThat(answer(id).has("id")).isFalse();
	}

	@Test
	void noTextAtAllMakesTheReaderThrow() {
		Random random = new Random(20_260_105);
		String[] pieces = { "{", "}", "[", "]", ":", ",", "\"op\"", "\"id\"", "\"streams\"", "\"subscribe\"",
				"\"list\"", "1", "1e9", "-", "null", "true", "\"", "\\", "\\u", "\ud800", "\n", "\"all\"" };
		for (int i = 0; i < 30_000; i++) {
			StringBuilder text = new StringBuilder("{");
			for (int length = random.nextInt(14); length > 0; length--) {
				text.append(pieces[random.nextInt(pieces.length)]);
			}
			assertThat(read(text.toString())).isNotNull();
		}
	}

	private Command read(String text) {
		return this.reader.read(text);
	}

	/** What a client reads that sent a ping with this id. */
	private JsonNode answer(String id) {
		return JSON.readTree(switch (read("{\"op\":\"ping\",\"id\":" + id + "}")) {
			case Command.Unreadable(String rawId, var problem) -> this.messages.error(rawId, problem);
			case Command other -> this.messages.pong(other.id());
		});
	}

}
