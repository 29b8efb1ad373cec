package io.tickrelay.downstream.compat.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.tickrelay.downstream.compat.wire.CompatCommand.Heartbeat;
import io.tickrelay.downstream.compat.wire.CompatCommand.Kind;
import io.tickrelay.downstream.compat.wire.CompatCommand.Subscribe;
import io.tickrelay.downstream.compat.wire.CompatCommand.Unreadable;
import io.tickrelay.downstream.compat.wire.CompatCommand.Unsubscribe;
import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.ParsedTopic;
import io.tickrelay.tick.Topic;
import io.tickrelay.tick.TopicParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CompatReaderTests {

	private final CompatReader reader = new CompatReader();

	@Test
	void subscriptionsNameCodesInAList() {
		assertThat(read("{'code':10000,'trace':'t','data':{'codes':'BTCUSDT, ETHUSDT,,BTCUSDT','includeTy':true}}"))
			.isEqualTo(new Subscribe("\"t\"", Kind.TRADES, topics("BTCUSDT@trade", "ETHUSDT@trade")));
		assertThat(read("{'data':{'codes':'BTCUSDT'},'code':10003}"))
			.isEqualTo(new Subscribe(null, Kind.DEPTH, topics("BTCUSDT@depth")));
	}

	@Test
	void severalIntervalsStandInOneFrame() {
		assertThat(read("{'code':10006,'trace':'t','data':{'arr':[{'type':1,'codes':'BTCUSDT,ETHUSDT'},"
				+ "{'codes':'BTCUSDT','type':'8'}]}}"))
			.isEqualTo(new Subscribe("\"t\"", Kind.KLINES,
					topics("BTCUSDT@kline_1m", "ETHUSDT@kline_1m", "BTCUSDT@kline_1d")));
	}

	@Test
	void unsubscriptionsNameCodesAndIntervals() {
		assertThat(read("{'code':11000,'trace':'t','data':{'codes':'A,B'}}"))
			.isEqualTo(new Unsubscribe("\"t\"", Kind.TRADES, Set.of("A", "B"), Set.of()));
		assertThat(read("{'code':11001,'data':{'codes':'A'}}"))
			.isEqualTo(new Unsubscribe(null, Kind.DEPTH, Set.of("A"), Set.of()));
		assertThat(read("{'code':11002,'data':{'codes':'A','klineTypes':'1, 8'}}"))
			.isEqualTo(new Unsubscribe(null, Kind.KLINES, Set.of("A"), Set.of(Interval.ONE_MINUTE, Interval.ONE_DAY)));
		assertThat(read("{'code':11002,'data':{'codes':'A','klineTypes':2}}"))
			.isEqualTo(new Unsubscribe(null, Kind.KLINES, Set.of("A"), Set.of(Interval.FIVE_MINUTES)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ",'data':null", ",'data':{}", ",'data':{'codes':null}", ",'data':{'codes':''}",
			",'data':{'codes':' '}" })
	void noCodesMeanEveryOneOfTheKind(String data) {
		for (int code : List.of(11000, 11001, 11002)) {
			CompatCommand command = read("{'code':" + code + data + "}");
			List<String> all = List.of("A@trade", "B@trade", "A@depth", "A@kline_1m", "B@kline_1Y");
			assertThat(all.stream().filter((name) -> ((Unsubscribe) command).cancels(topic(name))))
				.containsExactlyElementsOf(all.stream()
					.filter((name) -> name.contains(List.of("trade", "depth", "kline").get(code - 11000)))
					.toList());
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "'codes':'A' | A@kline_1m A@kline_5m", "'codes':'A','klineTypes':null | A@kline_1m A@kline_5m",
					"'codes':'A','klineTypes':'' | A@kline_1m A@kline_5m", "'codes':'A','klineTypes':'1' | A@kline_1m",
					"'codes':'A,B','klineTypes':'1,12' | A@kline_1m B@kline_1m",
					"'klineTypes':'1' | A@kline_1m A@kline_5m B@kline_1m" },
			quoteCharacter = '"')
	void noIntervalsMeanEveryOneOfTheCodes(String data, String cancelled) {
		CompatCommand command = read("{'code':11002,'data':{" + data + "}}");
		assertThat(Stream.of("A@trade", "A@kline_1m", "A@kline_5m", "B@kline_1m")
			.filter((name) -> ((Unsubscribe) command).cancels(topic(name)))).containsExactly(cancelled.split(" "));
	}

	@Test
	void heartbeatsAreSilentUnlessTheyAskForMore() {
		assertThat(read("{'code':10010,'trace':'t'}")).isEqualTo(new Heartbeat("\"t\"", false));
		assertThat(read("{'code':10010,'trace':'t','ack':1}")).isEqualTo(new Heartbeat("\"t\"", true));
		assertThat(read("{'code':10010,'ack':0}")).isEqualTo(new Heartbeat(null, false));
		assertThat(read("{'code':10010,'data':{},'ack':null}")).isEqualTo(new Heartbeat(null, false));
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '"', delimiter = '|', value = { "{'code':10000} | 507 | Param lost：data",
			"{'code':10000,'data':null} | 507 | Param lost：data", "{'code':10003,'data':{}} | 507 | Param lost：codes",
			"{'code':10003,'data':[]} | 507 | Param lost：codes",
			"{'code':10000,'data':{'codes':null}} | 507 | Param lost：codes",
			"{'code':10000,'data':{'codes':''}} | 506 | Param error：codes",
			"{'code':10000,'data':{'codes':' ,,'}} | 506 | Param error：codes",
			"{'code':10000,'data':{'codes':['BTCUSDT']}} | 506 | Param error：codes",
			"{'code':10000,'data':{'codes':'BTCUSDT,BTC USDT'}} | 506 | Param error：codes",
			"{'code':10000,'data':{'codes':'BTC\\u0000USDT'}} | 506 | Param error：codes",
			"{'code':10000,'data':{'codes':'BTC@USDT'}} | 506 | Param error：codes",
			"{'code':10000,'data':{'codes':'A23456789012345678901234567890123456789012'}} | 506 | Param error：codes",
			"{'code':10006,'data':{'codes':'BTCUSDT'}} | 507 | Param lost：arr",
			"{'code':10006,'data':{'arr':[]}} | 506 | Param error：arr",
			"{'code':10006,'data':{'arr':{'type':1}}} | 506 | Param error：arr",
			"{'code':10006,'data':{'arr':[{'codes':'A'}]}} | 507 | Param lost：type",
			"{'code':10006,'data':{'arr':[7]}} | 507 | Param lost：type",
			"{'code':10006,'data':{'arr':[{'type':1}]}} | 507 | Param lost：codes",
			"{'code':10006,'data':{'arr':[{'type':1,'codes':'A'},{'type':13,'codes':'A'}]}} | 506 | Param error：type",
			"{'code':10006,'data':{'arr':[{'type':0,'codes':'A'}]}} | 506 | Param error：type",
			"{'code':11000,'data':'A'} | 506 | Param error：data",
			"{'code':11000,'data':{'codes':','}} | 506 | Param error：codes",
			"{'code':11000,'data':{'codes':[]}} | 506 | Param error：codes",
			"{'code':11000,'data':{'codes':'BTC USDT'}} | 506 | Param error：codes",
			"{'code':11002,'data':{'codes':'A','klineTypes':'1,x'}} | 506 | Param error：klineTypes",
			"{'code':11002,'data':{'codes':'A','klineTypes':'13'}} | 506 | Param error：klineTypes",
			"{'code':11002,'data':{'codes':'A','klineTypes':[1]}} | 506 | Param error：klineTypes",
			"{'code':11002,'data':{'codes':'A','klineTypes':','}} | 506 | Param error：klineTypes",
			"{} | 507 | Param lost：code", "{'code':null} | 507 | Param lost：code",
			"{'code':99999,'data':{'codes':'A'}} | 506 | Param error：The code is out of range",
			"{'code':10002} | 506 | Param error：The code is out of range",
			"{'code':1e99} | 506 | Param error：The code is out of range",
			"{'code':[]} | 506 | Param error：The code is out of range",
			"{'code':10010,'trace':{}} | 506 | Param error：trace",
			"{'code':10010,'trace':'\\ud800'} | 506 | Param error：trace", "[1,2] | 515 | Param not json",
			"hello | 515 | Param not json", "7 | 515 | Param not json", "{'code':10010 | 515 | Param not json",
			"{'code':10010} {} | 515 | Param not json", "null | 515 | Param not json" })
	void whatIsWrongHasTheVendorsNumberAndWords(String frame, int number, String message) {
		assertThat(read(frame)).isInstanceOfSatisfying(Unreadable.class, (unreadable) -> {
			assertThat(unreadable.error().number()).isEqualTo(number);
			assertThat(unreadable.message()).isEqualTo(message);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "'t'", "7", "-1.5", "12345678901234567890", "'a\\'b\\u00e4\\n'", "''" })
	void aTraceIsEchoedAsItCame(String trace) {
		String json = trace.startsWith("'") ? '"' + trace.substring(1, trace.length() - 1) + '"' : trace;
		CompatCommand command = this.reader.read(Business.CRYPTO,
				"{\"code\":10010,\"trace\":" + json.replace("\\'", "\\\"") + "}");
		assertThat(command).isInstanceOf(Heartbeat.class);
		byte[] ack = new CompatAnswers(new MessageEncoder()).ack(10011, command.trace());
		assertThat(new String(ack, 2, ack.length - 2, StandardCharsets.UTF_8)).isEqualTo("{\"code\":10011,\"trace\":"
				+ json.replace("\\'", "\\\"").replace("\\u00e4", "ä") + ",\"msg\":\"ok\"}");
	}

	@Test
	void aTraceThatIsTooLongIsRefusedAndNotEchoed() {
		assertThat(read("{'code':10010,'trace':'" + "x".repeat(254) + "'}")).isInstanceOf(Heartbeat.class);
		assertThat(read("{'code':10010,'trace':'" + "x".repeat(255) + "'}"))
			.isEqualTo(new Unreadable(null, CompatError.BAD_PARAMETER, "Param error：trace"));
	}

	@Test
	void whateverComesIsAValue() {
		String frame = "{'code':10006,'trace':'t','ack':1,'data':{'codes':'A,B','klineTypes':'1','arr':"
				+ "[{'type':1,'codes':'BTCUSDT'}]}}";
		Random random = new Random(11);
		for (int i = 0; i < 20_000; i++) {
			StringBuilder text = new StringBuilder(frame.replace('\'', '"'));
			for (int changes = random.nextInt(4); changes >= 0; changes--) {
				int at = random.nextInt(text.length());
				switch (random.nextInt(3)) {
					case 0 -> text.deleteCharAt(at);
					case 1 -> text.insert(at, (char) random.nextInt(0x3000));
					default -> text.setCharAt(at, "{}[]\",:019-en\\".charAt(random.nextInt(14)));
				}
			}
			assertThat(this.reader.read(Business.CRYPTO, text.toString())).isNotNull();
		}
		assertThat(read("[".repeat(30_000))).isInstanceOf(Unreadable.class);
		assertThat(read("{'code':10000,'data':" + "{'a':".repeat(9_000))).isInstanceOf(Unreadable.class);
		assertThat(read("{'code':10000,'data':{'codes':'" + "A,".repeat(30_000) + "'}}"))
			.isEqualTo(new Subscribe(null, Kind.TRADES, topics("A@trade")));
	}

	private CompatCommand read(String frame) {
		return this.reader.read(Business.CRYPTO, frame.replace('\'', '"'));
	}

	private static Set<Topic> topics(String... names) {
		return Stream.of(names).map(CompatReaderTests::topic).collect(Collectors.toSet());
	}

	private static Topic topic(String name) {
		return switch (new TopicParser(Set.of(Business.CRYPTO), (symbol) -> Business.CRYPTO).parse(name)) {
			case ParsedTopic.Valid(Topic topic) -> topic;
			case ParsedTopic.Invalid invalid -> throw new AssertionError(invalid);
		};
	}

}
