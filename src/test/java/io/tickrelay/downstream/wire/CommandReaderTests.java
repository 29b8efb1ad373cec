package io.tickrelay.downstream.wire;

import java.util.List;
import java.util.Random;

import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.RelayMode;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.testing.SampleLimits;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class CommandReaderTests {

	private static final JsonMapper JSON = new JsonMapper();

	private final CommandReader reader = new CommandReader();

	private final ConnectionMessages messages = new ConnectionMessages(new MessageEncoder(), new RelayMode(true),
			SampleLimits.LIMITS);

	@Test
	void aSubscriptionHasItsStreamsAndOptions() {
		assertThat(read("""
				{"op":"subscribe","id":1,"streams":["BTCUSDT@trade","  ","x"],"mode":"conflate","snapshot":false}"""))
			.isEqualTo(new Command.Subscribe(new CommandId("subscribe", "1"), List.of("BTCUSDT@trade", "x"),
					Delivery.CONFLATE, false, null));
		assertThat(read("{\"op\":\"subscribe\",\"streams\":[\"a\"],\"mode\":\"all\"}"))
			.isEqualTo(new Command.Subscribe(new CommandId("subscribe", null), List.of("a"), Delivery.ALL, null, null));
		assertThat(read("{\"op\":\"subscribe\",\"streams\":[\"a\"]}"))
			.isEqualTo(new Command.Subscribe(new CommandId("subscribe", null), List.of("a"), null, null, null));
	}

	@Test
	void aSubscriptionMayHaveARateAndAResumePoint() {
		assertThat(subscribe("\"mode\":\"all\",\"rate\":10,\"resumeAfter\":1786775227534123"))
			.isEqualTo(new Command.Subscribe(new CommandId("subscribe", null), List.of("a"), Delivery.ALL, null,
					1_786_775_227_534_123L));
		assertThat(subscribe("\"mode\":\"conflate\",\"rate\":100,\"resumeAfter\":\"1786775227534123\""))
			.isEqualTo(new Command.Subscribe(new CommandId("subscribe", null), List.of("a"), new Delivery.Rated(100),
					null, 1_786_775_227_534_123L));
		assertThat(subscribe("\"rate\":1")).isEqualTo(new Command.Subscribe(new CommandId("subscribe", null),
				List.of("a"), new Delivery.Rated(1), null, null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "101", "-1", "1.5", "1e1", "\"10\"", "null", "true", "[]", "99999999999999999999" })
	void anImpossibleRateIsAnErrorThatSaysWhatIsPossible(String rate) {
		assertThat(subscribe("\"mode\":\"all\",\"rate\":" + rate)).isInstanceOfSatisfying(Command.Unreadable.class,
				(unreadable) -> assertThat(unreadable.problem().message()).contains("from 1 to 100"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1", "1.5", "1e15", "\"\"", "\"now\"", "\"-1\"", "null", "true", "{}",
			"9999999999999999999", "\"\u0661\"" })
	void aWrongResumePointIsAnErrorThatDescribesARightOne(String after) {
		assertThat(subscribe("\"resumeAfter\":" + after)).isInstanceOfSatisfying(Command.Unreadable.class,
				(unreadable) -> assertThat(unreadable.problem().message()).contains("microseconds"));
		assertThat(read("{\"op\":\"resume\",\"id\":7,\"resumeAfter\":" + after + "}"))
			.isInstanceOfSatisfying(Command.Unreadable.class, (unreadable) -> {
				assertThat(unreadable.id().id()).isEqualTo("7");
				assertThat(unreadable.problem().message()).contains("microseconds");
			});
	}

	@Test
	void aResumptionNamesStreamsOrMeansAll() {
		assertThat(read("{\"op\":\"resume\",\"id\":2,\"resumeAfter\":5,\"streams\":[\"a\",\" \"]}"))
			.isEqualTo(new Command.Resume(new CommandId("resume", "2"), List.of("a"), 5));
		assertThat(read("{\"op\":\"resume\",\"resumeAfter\":\"5\"}"))
			.isEqualTo(new Command.ResumeAll(new CommandId("resume", null), 5));
		assertThat(read("{\"op\":\"resume\",\"resumeAfter\":5,\"streams\":[]}")).isInstanceOf(Command.Unreadable.class);
		assertThat(read("{\"op\":\"resume\",\"resumeAfter\":5,\"streams\":null}"))
			.isInstanceOf(Command.Unreadable.class);
		assertThat(read("{\"op\":\"resume\"}")).isInstanceOf(Command.Unreadable.class);
	}

	@Test
	void binancesMethodsAreCommandsOfItsDialect() {
		assertThat(read("{\"method\":\"SUBSCRIBE\",\"params\":[\"BTCUSDT@trade\"],\"id\":1}"))
			.isEqualTo(new Command.Subscribe(binance("SUBSCRIBE", "1"), List.of("BTCUSDT@trade"), null, null, null));
		assertThat(read("{\"method\":\"UNSUBSCRIBE\",\"params\":[\"BTCUSDT@trade\"],\"id\":\"x\"}"))
			.isEqualTo(new Command.Unsubscribe(binance("UNSUBSCRIBE", "\"x\""), List.of("BTCUSDT@trade")));
		assertThat(read("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":null}"))
			.isEqualTo(new Command.Streams(binance("LIST_SUBSCRIPTIONS", null)));
		assertThat(read("{\"method\":\"LIST_SUBSCRIPTIONS\",\"params\":[],\"id\":-9223372036854775808}"))
			.isEqualTo(new Command.Streams(binance("LIST_SUBSCRIPTIONS", "-9223372036854775808")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"method\":\"UNSUBSCRIBE\",\"params\":[]", "\"method\":\"UNSUBSCRIBE\"",
			"\"method\":\"UNSUBSCRIBE\",\"params\":[\"\"]", "\"method\":\"UNSUBSCRIBE\",\"params\":{\"0\":\"a\"}",
			"\"method\":\"SUBSCRIBE\",\"params\":[]", "\"method\":\"SUBSCRIBE\",\"params\":\"a\"",
			"\"method\":\"SUBSCRIBE\",\"params\":[1]", "\"method\":\"subscribe\",\"params\":[\"a\"]",
			"\"method\":\"SET_PROPERTY\",\"params\":[\"combined\",true]", "\"method\":null", "\"method\":{}" })
	void whatIsNoMethodOfBinancesIsAnErrorInItsDialect(String fields) {
		assertThat(read("{" + fields + ",\"id\":7}")).isInstanceOfSatisfying(Command.Unreadable.class,
				(unreadable) -> assertThat(unreadable.id()).isEqualTo(binance("error", "7")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.5", "{}", "true", "[1]" })
	void anIdThatBinanceRefusesIsAnErrorInItsDialect(String id) {
		assertThat(read("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":" + id + "}")).isInstanceOfSatisfying(
				Command.Unreadable.class,
				(unreadable) -> assertThat(unreadable.id()).isEqualTo(binance("error", null)));
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
	void anUnsubscriptionWithoutStreamsIsAnErrorAndNeverAll(String text) {
		assertThat(read(text)).isInstanceOfSatisfying(Command.Unreadable.class,
				(unreadable) -> assertThat(unreadable.id().id()).isEqualTo("7"));
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
		String[] pieces = { "{", "}", "[", "]", ":", ",", "\"op\"", "\"id\"", "\"method\"", "\"params\"", "\"streams\"",
				"\"subscribe\"", "\"list\"", "1", "1e9", "-", "null", "true", "\"", "\\", "\\u", "\ud800", "\n",
				"\"all\"" };
		for (int i = 0; i < 30_000; i++) {
			StringBuilder text = new StringBuilder("{");
			for (int length = random.nextInt(14); length > 0; length--) {
				text.append(pieces[random.nextInt(pieces.length)]);
			}
			assertThat(read(text.toString())).isNotNull();
		}
	}

	private Command subscribe(String options) {
		return read("{\"op\":\"subscribe\",\"streams\":[\"a\"]," + options + "}");
	}

	private static CommandId binance(String op, @Nullable String id) {
		return new CommandId(op, id, CommandId.Dialect.BINANCE);
	}

	private Command read(String text) {
		return this.reader.read(text);
	}

	/** What a client reads that sent a ping with this id. */
	private JsonNode answer(String id) {
		return JSON.readTree(switch (read("{\"op\":\"ping\",\"id\":" + id + "}")) {
			case Command.Unreadable(CommandId command, var problem) -> this.messages.error(command, problem);
			case Command other -> this.messages.pong(other.id());
		});
	}

}
