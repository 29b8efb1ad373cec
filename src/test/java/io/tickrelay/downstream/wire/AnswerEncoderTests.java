package io.tickrelay.downstream.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import io.tickrelay.downstream.contract.Entitlements;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.SubscribeResult;
import io.tickrelay.downstream.contract.Rejection;
import io.tickrelay.downstream.contract.RelayMode;
import io.tickrelay.testing.SampleLimits;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Answers to commands, problems and errors.
 */
class AnswerEncoderTests extends EncoderFixture {

	private final ConnectionMessages connection = new ConnectionMessages(this.messages, new RelayMode(true),
			SampleLimits.LIMITS);

	@Test
	void helloIntroducesTheRelay() {
		same(this.connection.hello("c-91", Entitlements.ALL, Duration.ofSeconds(15), null),
				"""
						{"type":"hello","connection":"c-91","protocol":1,"keepAliveMs":15000,"simulated":true,
						 "limits":{"streams":100,"streamsTotal":900,"connections":200,"connectionsPerAddress":30,"connectionsPerCredential":20,"connectsPerSecond":4,
						  "urlBytes":16384,"headerBytes":8192,"messageBytes":65536,"handshakeMs":10000,"connectionAgeMs":3600000}}""");
	}

	@Test
	void anAckEchoesItsCommandAndNamesEveryStream() {
		SubscribeResult subscribeResult = new SubscribeResult(new LinkedHashSet<>(List.of(TRADE)),
				List.of(new Rejection("XX@foo", ErrorCode.UNKNOWN_CHANNEL, "No.")));
		String rejected = """
				"rejected":[{"stream":"XX@foo","code":"unknown_channel","num":400,"message":"No.","temporary":false}]""";
		same(this.connection.ack(new CommandId("subscribe", "1"), subscribeResult, Set.of(TRADE)).getFirst(), """
				{"type":"ack","op":"subscribe","id":1,"accepted":["crypto:BTCUSDT@trade"],
				 "current":["crypto:BTCUSDT@trade"],""" + rejected + "}");
		same(this.connection.ack(new CommandId("list", null), new SubscribeResult(Set.of(), List.of()), List.of())
			.getFirst(), """
					{"type":"ack","op":"list","accepted":[],"rejected":[],"current":[]}""");
		same(this.connection.subscribed(subscribeResult), """
				{"type":"subscribed","accepted":["crypto:BTCUSDT@trade"],""" + rejected + "}");
	}

	@Test
	void aLongAnswerComesInPartsThatMakeItWhole() {
		List<Topic> many = IntStream.range(0, 3000)
			.mapToObj((i) -> new Topic(Business.CRYPTO, "SOMELONGSYMBOL" + i + "USDT",
					new Channel.Kline(Interval.ONE_MINUTE)))
			.toList();
		List<Rejection> rejections = IntStream.range(0, 1000)
			.mapToObj((i) -> new Rejection("\"\u0001" + i + "苹果@foo", ErrorCode.UNKNOWN_CHANNEL, "No \"such\" thing."))
			.toList();
		SubscribeResult subscribeResult = new SubscribeResult(new LinkedHashSet<>(many), rejections);
		for (CommandId id : List.of(new CommandId("list", "\"" + "i".repeat(62) + "\""),
				new CommandId("subscribe", "7"))) {
			List<JsonNode> parts = this.connection.ack(id, subscribeResult, many).stream().map((part) -> {
				assertThat(part).hasSizeLessThanOrEqualTo(32 * 1024 - 10);
				return JSON.readTree(part);
			}).toList();
			assertThat(parts).hasSizeGreaterThan(5);
			assertThat(parts).allMatch((part) -> part.path("id").toString().equals(id.id()));
			assertThat(parts.subList(0, parts.size() - 1)).allMatch((part) -> part.path("more").asBoolean(false));
			assertThat(parts.getLast().has("more")).isFalse();
			assertThat(parts.stream().flatMap((part) -> part.path("accepted").valueStream()).map(JsonNode::asString))
				.containsExactlyElementsOf(many.stream().map(Topic::name).toList());
			assertThat(parts.stream()
				.flatMap((part) -> part.path("rejected").valueStream())
				.map((each) -> each.path("stream").asString()))
				.containsExactlyElementsOf(rejections.stream().map(Rejection::stream).toList());
			List<String> current = parts.stream()
				.flatMap((part) -> part.path("current").valueStream())
				.map(JsonNode::asString)
				.toList();
			assertThat(current).hasSize(id.op().equals("list") ? 3000 : 0);
			assertThat(parts.getLast().has("current")).isEqualTo(id.op().equals("list"));
		}
	}

	@Test
	void anAnswerRepeatsNoMoreThanAHundredStreamsUnlessAsked() {
		List<Topic> many = IntStream.range(0, 101)
			.mapToObj((i) -> new Topic(Business.CRYPTO, i + "USDT", Channel.TRADE))
			.toList();
		SubscribeResult none = new SubscribeResult(Set.of(), List.of());
		assertThat(JSON.readTree(this.connection.ack(new CommandId("unsubscribe", "1"), none, many).getFirst())
			.has("current")).isFalse();
		assertThat(JSON
			.readTree(this.connection.ack(new CommandId("unsubscribe", "1"), none, many.subList(0, 100)).getFirst())
			.path("current")).hasSize(100);
		assertThat(
				JSON.readTree(this.connection.ack(new CommandId("list", "1"), none, many).getFirst()).path("current"))
			.hasSize(101);
	}

	@Test
	void binancesLongAnswersComeInPartsOrAreCut() {
		List<Topic> many = IntStream.range(0, 3000)
			.mapToObj((i) -> new Topic(Business.CRYPTO, "SOMELONGSYMBOL" + i + "USDT", Channel.TRADE))
			.toList();
		List<JsonNode> parts = this.connection
			.ack(new CommandId("LIST_SUBSCRIPTIONS", "3", CommandId.Dialect.BINANCE),
					new SubscribeResult(Set.of(), List.of()), many)
			.stream()
			.map((part) -> JSON.readTree(part))
			.toList();
		assertThat(parts).hasSizeGreaterThan(2).allMatch((part) -> part.path("id").asInt(0) == 3);
		assertThat(parts.stream().flatMap((part) -> part.path("result").valueStream())).hasSize(3000);
		assertThat(parts.getFirst().path("more").asBoolean(false)).isTrue();
		assertThat(parts.getLast().has("more")).isFalse();
		List<Rejection> rejections = IntStream.range(0, 1000)
			.mapToObj((i) -> new Rejection("\"" + i + "苹果@foo", ErrorCode.UNKNOWN_CHANNEL, "No \"such\" thing."))
			.toList();
		List<byte[]> refused = this.connection.ack(new CommandId("SUBSCRIBE", "3", CommandId.Dialect.BINANCE),
				new SubscribeResult(Set.of(), rejections), List.of());
		assertThat(refused).singleElement().satisfies((one) -> {
			assertThat(one).hasSizeLessThan(32 * 1024);
			assertThat(JSON.readTree(one).path("msg").asString("")).containsPattern("; and [0-9]+ more$");
		});
	}

	@Test
	void anErrorHasItsWordItsNumberAndWhetherToTryAgain() {
		same(this.connection.error(new CommandId("error", "\"a\""), new BadCommand(ErrorCode.QUOTA, "Full.")), """
				{"type":"error","id":"a","code":"quota","num":507,"message":"Full.","temporary":true}""");
		same(this.connection.error(new CommandId("error", null), new BadCommand(ErrorCode.BAD_REQUEST, "What?")), """
				{"type":"error","code":"bad_request","num":400,"message":"What?","temporary":false}""");
	}

	@Test
	void binancesClientsGetBinancesAnswers() {
		CommandId id = new CommandId("SUBSCRIBE", "1", CommandId.Dialect.BINANCE);
		same(this.connection.ack(id, new SubscribeResult(Set.of(TRADE), List.of()), List.of(TRADE)).getFirst(),
				"{\"result\":null,\"id\":1}");
		same(this.connection
			.ack(new CommandId("LIST_SUBSCRIPTIONS", null, CommandId.Dialect.BINANCE),
					new SubscribeResult(Set.of(), List.of()), List.of(TRADE))
			.getFirst(), "{\"result\":[\"" + TRADE.name() + "\"],\"id\":null}");
		Rejection rejection = new Rejection("X@y", ErrorCode.UNKNOWN_CHANNEL, "No.");
		same(this.connection.ack(id, new SubscribeResult(Set.of(TRADE), List.of(rejection)), List.of(TRADE)).getFirst(),
				"""
						{"error":{"code":2,"msg":"Invalid request: refused (the others were accepted): X@y unknown_channel: No."},
						 "code":2,"msg":"Invalid request: refused (the others were accepted): X@y unknown_channel: No.","id":1}""");
		same(this.connection.error(id, new BadCommand(ErrorCode.BAD_REQUEST, "what?")), """
				{"error":{"code":2,"msg":"Invalid request: what?"},"code":2,"msg":"Invalid request: what?","id":1}""");
	}

	@Test
	void aPongEchoesItsId() {
		same(this.connection.pong(new CommandId("ping", "5")), "{\"type\":\"pong\",\"id\":5}");
	}

	@Test
	void aProblemIsRfc9457WithACode() {
		ProblemWriter writer = new ProblemWriter(this.messages);
		same(writer.problem(400, "Bad Request", ErrorCode.BAD_REQUEST, "Why.", List.of()), """
				{"type":"about:blank","title":"Bad Request","status":400,"detail":"Why.","code":"bad_request",
				 "num":400,"temporary":false}""");
		JsonNode named = JSON.readTree(writer.problem(400, "Bad Request", ErrorCode.BAD_REQUEST, "Why.",
				List.of(new Rejection("X", ErrorCode.AMBIGUOUS_SYMBOL, "Say it."))));
		assertThat(named.path("rejected").path(0).path("code").asString()).isEqualTo("ambiguous_symbol");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"", "\\", "\r\n\r\nevent: evil\n", "\u0000\u0007\u001f", "\u2028\u2029", "\ud83d\ude00",
			"</script>", "\u00fc\u4e2d" })
	void typedTextIsEscaped(String typed) {
		byte[] bytes = this.connection
			.subscribed(new SubscribeResult(Set.of(), List.of(new Rejection(typed, ErrorCode.BAD_REQUEST, typed))));
		assertThat(new String(bytes, StandardCharsets.UTF_8)).doesNotContain("\n", "\r");
		assertThat(JSON.readTree(bytes).path("rejected").path(0).path("stream").asString()).isEqualTo(typed);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\ud800", "A\udc00B@trade", "\ud83d", "x\ud800\ud800y" })
	void halfACharacterDoesNotStopAnAnswer(String typed) throws CharacterCodingException {
		byte[] bytes = this.connection
			.subscribed(new SubscribeResult(Set.of(), List.of(new Rejection(typed, ErrorCode.BAD_REQUEST, "No."))));
		// A client that is given anything but UTF-8 ends the connection.
		String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
		assertThat(JSON.readTree(text).path("rejected").path(0).path("code").asString()).isEqualTo("bad_request");
	}

}
