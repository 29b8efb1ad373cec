package io.tickrelay.downstream.ws;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.client.WebSocketClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class WebSocketEndpointTest extends WebSocketFixture {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', value = { "'id':7, | 7", "'id':'seven', | 'seven'",
			"'id':-1.5, | -1.5", "'id':9007199254740993, | 9007199254740993", "'id':'a\\u0022b', | 'a\\u0022b'" })
	void echoesTheIdAsItCame(String id, String echo) {
		try (WebSocketClient client = WebSocketClient.connect(this.port, "")) {
			Message ack = client.ask("{" + id + "'op':'list'}");
			assertThat(ack.type()).isEqualTo("ack");
			assertThat(ack.text("op")).isEqualTo("list");
			assertThat(ack.json().path("id")).isEqualTo(Message.JSON.readTree(echo.replace('\'', '"')));
			Message pong = client.ask("{" + id + "'op':'ping'}");
			assertThat(pong.type()).isEqualTo("pong");
			assertThat(pong.json().path("id")).isEqualTo(Message.JSON.readTree(echo.replace('\'', '"')));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "'id':null," })
	void leavesAnIdOutThatWasNotGiven(String id) {
		try (WebSocketClient client = WebSocketClient.connect(this.port, "")) {
			assertThat(client.ask("{" + id + "'op':'list'}").fields()).containsExactlyInAnyOrder("type", "op",
					"accepted", "rejected", "current");
			assertThat(client.ask("{" + id + "'op':'ping'}").fields()).containsExactly("type");
		}
	}

	@Test
	void dividesALongAnswerIntoParts() {
		String names = IntStream.range(0, 600).mapToObj((i) -> "'X" + i + "USDT@foo'").collect(Collectors.joining(","));
		try (WebSocketClient client = WebSocketClient.connect(this.port, "")) {
			Message part = client.ask("{'op':'subscribe','id':'long','streams':[" + names + "]}");
			List<String> rejected = new ArrayList<>();
			int parts = 1;
			while (part.json().path("more").asBoolean(false)) {
				assertThat(part.json().toString().length()).isLessThan(32 * 1024);
				part.json().path("rejected").forEach((each) -> rejected.add(each.path("stream").asString()));
				part = client.answer();
				parts++;
				assertThat(part.text("id")).isEqualTo("long");
			}
			part.json().path("rejected").forEach((each) -> rejected.add(each.path("stream").asString()));
			assertThat(rejected).hasSize(600).startsWith("X0USDT@foo").endsWith("X599USDT@foo");
			assertThat(parts).isGreaterThan(2);
			assertThat(client.ask("{'op':'ping','id':1}").type()).isEqualTo("pong");
		}
	}

	@Test
	void subscribesTwiceAsOnce() {
		try (WebSocketClient client = WebSocketClient.connect(this.port, "")) {
			assertThat(client.ask("{'op':'subscribe','streams':['BTCUSDT@trade']}").texts("current"))
				.containsExactly("crypto:BTCUSDT@trade");
			Message again = client.ask("{'op':'subscribe','streams':['crypto:BTCUSDT@trade','BTCUSDT@trade']}");
			assertThat(again.type()).isEqualTo("ack");
			assertThat(again.texts("accepted")).containsExactly("crypto:BTCUSDT@trade");
			assertThat(again.texts("current")).containsExactly("crypto:BTCUSDT@trade");
			Message before = client.nextLive();
			for (int i = 0; i < 10; i++) {
				Message update = client.next();
				assertThat(update.number("seq")).isEqualTo(before.number("seq") + 1);
				before = update;
			}
			assertThat(client.ask("{'op':'unsubscribe','streams':['BTCUSDT@trade']}").texts("current")).isEmpty();
		}
	}

	@Test
	void acknowledgesAPartialFailureAndEvenAWholeOne() {
		try (WebSocketClient client = WebSocketClient.connect(this.port, "")) {
			Message partial = client.ask("{'op':'subscribe','id':1,'streams':['ETHUSDT@trade','WHAT@trade']}");
			assertThat(partial.type()).isEqualTo("ack");
			assertThat(partial.texts("accepted")).containsExactly("crypto:ETHUSDT@trade");
			assertThat(partial.json().at("/rejected/0/code").stringValue()).isEqualTo("ambiguous_symbol");
			assertThat(partial.json().at("/rejected/0/num").intValue()).isEqualTo(422);
			assertThat(partial.json().at("/rejected/0/temporary").booleanValue()).isFalse();
			Message whole = client.ask("{'op':'subscribe','id':2,'streams':['WHAT@trade']}");
			assertThat(whole.type()).isEqualTo("ack");
			assertThat(whole.texts("current")).containsExactly("crypto:ETHUSDT@trade");
		}
	}

	@Test
	void unsubscribesWhatIsNamedAndNothingElse() {
		try (WebSocketClient client = WebSocketClient.connect(this.port,
				"streams=BTCUSDT@trade,BTCUSDT@depth,ETHUSDT@trade")) {
			client.next("ack");
			Message ack = client.ask("{'op':'unsubscribe','id':2,'streams':['BTCUSDT@trade','XRPUSDT@trade']}");
			assertThat(ack.text("op")).isEqualTo("unsubscribe");
			assertThat(ack.texts("current")).containsExactly("crypto:BTCUSDT@depth", "crypto:ETHUSDT@trade");
			for (int i = 0; i < 20; i++) {
				assertThat(client.next().stream()).isNotEqualTo("crypto:BTCUSDT@trade");
			}
			Message all = client.ask("{'op':'unsubscribe','id':3,'all':true}");
			assertThat(all.type()).isEqualTo("ack");
			assertThat(all.texts("current")).isEmpty();
			// Nothing was on its way behind the answer.
			assertThat(client.ask("{'op':'ping'}").type()).isEqualTo("pong");
			assertThat(client.peek()).isNull();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'op':'unsubscribe','id':9,'streams':[]}", "{'op':'unsubscribe','id':9}",
			"{'op':'unsubscribe','id':9,'streams':[' ','']}", "{'op':'unsubscribe','id':9,'streams':null}",
			"{'op':'unsubscribe','id':9,'all':false}", "{'op':'unsubscribe','id':9,'all':'true'}",
			"{'op':'unsubscribe','id':9,'all':true,'streams':['BTCUSDT@trade']}", "{'op':'subscribe','id':9}",
			"{'op':'subscribe','id':9,'streams':[]}", "{'op':'subscribe','id':9,'streams':'BTCUSDT@trade'}",
			"{'op':'subscribe','id':9,'streams':[1]}",
			"{'op':'subscribe','id':9,'streams':['BTCUSDT@trade'],'mode':'x'}",
			"{'op':'subscribe','id':9,'streams':['BTCUSDT@trade'],'snapshot':'yes'}", "{'op':'dance','id':9}",
			"{'op':null,'id':9}", "{'id':9}", "{'op':['subscribe'],'id':9}" })
	void answersAWrongCommandWithAnErrorAndChangesNothing(String command) {
		try (WebSocketClient client = WebSocketClient.connect(this.port, "streams=BTCUSDT@trade")) {
			client.next("ack");
			Message error = client.ask(command);
			assertThat(error.fields()).containsExactlyInAnyOrder("type", "id", "code", "num", "message", "temporary");
			assertThat(error.type()).isEqualTo("error");
			assertThat(error.number("id")).isEqualTo(9);
			assertThat(error.text("code")).isEqualTo("bad_request");
			assertThat(error.number("num")).isEqualTo(400);
			assertThat(error.text("message")).isNotBlank();
			assertThat(client.ask("{'op':'list'}").texts("current")).containsExactly("crypto:BTCUSDT@trade");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "hello", "", "[]", "7", "null", "{'op':'list'", "{'op':'list'} {'op':'list'}",
			"{'op':'list','id':{}}", "{'op':'list','id':true}", "\ufeff{}" })
	void answersWhatIsNoCommandWithAnErrorAndStays(String text) {
		try (WebSocketClient client = WebSocketClient.connect(this.port, "")) {
			Message error = client.ask(text);
			assertThat(error.type()).isEqualTo("error");
			assertThat(error.text("code")).isEqualTo("bad_request");
			assertThat(error.fields()).doesNotContain("id");
			assertThat(client.ask("{'op':'ping'}").type()).isEqualTo("pong");
		}
	}

	@Test
	void survivesAFrameNestedBeyondReason() {
		try (WebSocketClient client = WebSocketClient.connect(this.port, "")) {
			assertThat(client.ask("[".repeat(30_000)).type()).isEqualTo("error");
			assertThat(client.ask("{'op':'list','id':" + "9".repeat(2000) + "}").type()).isEqualTo("error");
			assertThat(client.ask("{'op':'ping'}").type()).isEqualTo("pong");
		}
	}

	@Test
	void takesARateAndSaysNothingOfItWhereEverythingIsWanted() {
		try (WebSocketClient client = WebSocketClient.connect(this.port, "")) {
			Message ack = client.ask("{'op':'subscribe','id':1,'streams':['BTCUSDT@trade'],'mode':'all','rate':10,"
					+ "'snapshot':true}");
			assertThat(ack.type()).isEqualTo("ack");
			assertThat(ack.texts("accepted")).containsExactly("crypto:BTCUSDT@trade");
			assertThat(ack.texts("rejected")).isEmpty();
			// Again with other options: the same stream, told once.
			Message again = client.ask("{'op':'subscribe','id':2,'streams':['BTCUSDT@trade'],'rate':2}");
			assertThat(again.texts("accepted")).containsExactly("crypto:BTCUSDT@trade");
			assertThat(again.texts("current")).containsExactly("crypto:BTCUSDT@trade");
			client.nextLive();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "1786775227534123", "'1786775227534123'" })
	void tellsWhatBecameOfAWishToGoOn(String after) {
		try (WebSocketClient client = WebSocketClient.connect(this.port, "")) {
			client.send("{'op':'subscribe','id':'a','streams':['BTCUSDT@trade'],'resumeAfter':" + after + "}");
			assertThat(client.next("ack").texts("accepted")).containsExactly("crypto:BTCUSDT@trade");
			Message resumed = client.next("resumed");
			assertThat(resumed.text("id")).isEqualTo("a");
			assertThat(resumed.json().path("recovered").isBoolean()).isTrue();
		}
	}

	@Test
	void resumesStreamsThatItHasAndRefusesOthers() {
		try (WebSocketClient client = WebSocketClient.connect(this.port, "streams=BTCUSDT@trade,ETHUSDT@trade")) {
			client.next("ack");
			client.send("{'op':'resume','id':2,'resumeAfter':1786775227534123,"
					+ "'streams':['ETHUSDT@trade','BTCUSDT@depth','WHAT@trade']}");
			Message ack = client.next("ack");
			assertThat(ack.text("op")).isEqualTo("resume");
			assertThat(ack.number("id")).isEqualTo(2);
			assertThat(ack.texts("accepted")).containsExactly("crypto:ETHUSDT@trade");
			assertThat(ack.json().path("rejected").valueStream())
				.extracting((item) -> item.path("stream").stringValue(), (item) -> item.path("code").stringValue())
				.containsExactly(tuple("WHAT@trade", "ambiguous_symbol"), tuple("crypto:BTCUSDT@depth", "bad_request"));
			assertThat(ack.texts("current")).containsExactly("crypto:BTCUSDT@trade", "crypto:ETHUSDT@trade");
			assertThat(client.next("resumed").number("id")).isEqualTo(2);
			client.send("{'op':'resume','id':3,'resumeAfter':'1786775227534123'}");
			assertThat(client.next("ack").texts("accepted")).containsExactly("crypto:BTCUSDT@trade",
					"crypto:ETHUSDT@trade");
			assertThat(client.next("resumed").number("id")).isEqualTo(3);
		}
	}

	@Test
	void answersBinancesClientsAsTheyAreWontTo() {
		try (WebSocketClient client = WebSocketClient.connect(this.port, "")) {
			client.send("{'method':'SUBSCRIBE','params':['BTCUSDT@trade','btcusdt@trade'],'id':1}");
			Message partial = client.answer();
			assertThat(partial.number("id")).isEqualTo(1);
			assertThat(partial.number("code")).isEqualTo(2);
			assertThat(partial.text("msg")).contains("btcusdt@trade ambiguous_symbol", "write BTCUSDT@trade");
			assertThat(partial.json().path("error").path("msg")).isEqualTo(partial.json().path("msg"));
			assertThat(client.nextLive().stream()).isEqualTo("crypto:BTCUSDT@trade");
			assertThat(client.ask("{'method':'SUBSCRIBE','params':['BTCUSDT@depth'],'id':'b'}").json())
				.isEqualTo(Message.JSON.readTree("{\"result\":null,\"id\":\"b\"}"));
			assertThat(client.ask("{'method':'UNSUBSCRIBE','params':[],'id':3}").number("code")).isEqualTo(2);
			assertThat(client.ask("{'method':'LIST_SUBSCRIPTIONS','id':4}").json()).isEqualTo(
					Message.JSON.readTree("{\"result\":[\"crypto:BTCUSDT@trade\",\"crypto:BTCUSDT@depth\"],\"id\":4}"));
			assertThat(client.ask("{'method':'UNSUBSCRIBE','params':['BTCUSDT@depth'],'id':null}").json())
				.isEqualTo(Message.JSON.readTree("{\"result\":null,\"id\":null}"));
			assertThat(client.ask("{'op':'list'}").texts("current")).containsExactly("crypto:BTCUSDT@trade");
		}
	}

	@Test
	void keepsTheOrderOfManyCommandsInOneBreath() {
		try (BareWebSocket client = BareWebSocket.connect(this.port, "")) {
			for (int i = 0; i < 200; i++) {
				client.text("{\"op\":\"list\",\"id\":" + i + "}");
			}
			for (int i = 0; i < 200; i++) {
				assertThat(client.next("ack").number("id")).isEqualTo(i);
			}
		}
	}

}
