package io.tickrelay.downstream.compat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.tickrelay.demand.Demand;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.CompatClient;
import io.tickrelay.testing.RestlessRelayTest;
import io.tickrelay.testing.StreamClient;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@RestlessRelayTest
class CompatLimitsTest {

	@LocalServerPort
	private int port;

	@Autowired
	private Simulator vendor;

	@Autowired
	private Demand demand;

	@Test
	void endsAClientThatSendsNoHeartbeatThoughItAnswersPings() throws InterruptedException {
		try (CompatClient silent = connect(); CompatClient alive = connect()) {
			assertThat(silent.nextText()).isEqualTo(CompatClient.WELCOME);
			// Longer than the other one may be silent.
			for (int i = 0; i < 5; i++) {
				assertThat(alive.pings().poll(5, TimeUnit.SECONDS)).isNotNull();
				alive.say("{'code':10010,'trace':'h'}");
			}
			assertThat(silent.nextText())
				.matches("\\{\"traceId\":\"c-[0-9]+\",\"code\":513,\"msg\":\"Websocket heartbeat timeout\"}");
			assertThat(silent.awaitEnd()).isEqualTo(new StreamClient.End(4013, "no_heartbeat"));
			assertThat(alive.ask("{'code':10010,'ack':1}")).isEqualTo("{\"code\":10011,\"msg\":\"ok\"}");
		}
	}

	@Test
	void refusesAFrameWholeThatHasMoreStreamsThanAClientMayHave() {
		try (CompatClient client = connect()) {
			assertThat(client.ask("{'code':10000,'trace':'t','data':{'codes':'BTCUSDT'}}")).contains("10001");
			assertThat(client.ask("{'code':10006,'trace':'t','data':{'arr':[{'type':1,'codes':'BTCUSDT'},"
					+ "{'type':2,'codes':'BTCUSDT'},{'type':3,'codes':'BTCUSDT'},{'type':4,'codes':'BTCUSDT'},"
					+ "{'type':5,'codes':'BTCUSDT'},{'type':6,'codes':'BTCUSDT'}]}}"))
				.isEqualTo(
						"{\"traceId\":\"t\",\"code\":505,\"msg\":\"Single WS subscribe exceeds the limit of 6 streams\"}");
			assertThat(this.demand.holders(topic("BTCUSDT", Channel.kline(Interval.ONE_MINUTE)))).isZero();
			assertThat(this.demand.holders(topic("BTCUSDT", Channel.TRADE))).isPositive();
			assertThat(client.nextPush()).contains("10002");
		}
	}

	@Test
	void refusesAFrameWholeThatTheUpstreamsPlanHasNoRoomFor() {
		try (CompatClient one = connect(); CompatClient other = connect()) {
			assertThat(one.ask("{'code':10000,'trace':'t','data':{'codes':'C1USDT,C2USDT,C3USDT,C4USDT,C5USDT'}}"))
				.contains("10001");
			assertThat(other.ask("{'code':10000,'trace':'t','data':{'codes':'C1USDT'}}")).contains("10001");
			assertThat(other.ask("{'code':10003,'trace':'u','data':{'codes':'C1USDT,C6USDT,C7USDT,C8USDT,C9USDT'}}"))
				.isEqualTo("{\"traceId\":\"u\",\"code\":516,\"msg\":\"All products quantity exceeds the limit\"}");
			// What was given with the rest is taken back behind the answer.
			other.ask("{'code':10010,'ack':1}");
			assertThat(this.demand.holders(topic("C1USDT", Channel.DEPTH))).isZero();
			assertThat(this.demand.holders(topic("C6USDT", Channel.DEPTH))).isZero();
			assertThat(this.demand.holders(topic("C1USDT", Channel.TRADE))).isEqualTo(2);
			one.ask("{'code':11000,'trace':'t'}");
			assertThat(other.ask("{'code':10003,'trace':'v','data':{'codes':'C1USDT,C6USDT,C7USDT,C8USDT,C9USDT'}}"))
				.isEqualTo("{\"code\":10004,\"trace\":\"v\",\"msg\":\"ok\"}");
		}
	}

	@Test
	void letsGoUpstreamHoweverAClientLeaves() {
		CompatClient polite = connect();
		CompatClient abrupt = connect();
		polite.ask("{'code':10000,'trace':'t','data':{'codes':'LEFTUSDT'}}");
		abrupt.ask("{'code':10003,'trace':'t','data':{'codes':'GONEUSDT'}}");
		polite.nextPush();
		abrupt.nextPush();
		assertThat(subscribed()).contains("LEFTUSDT@trade", "GONEUSDT@depth");
		polite.frame(true, CompatClient.CLOSE, new byte[] { 0x03, (byte) 0xe8 });
		assertThat(polite.awaitEnd().code()).isEqualTo(1000);
		abrupt.reset();
		await().atMost(StreamClient.PATIENCE)
			.pollInterval(Duration.ofMillis(20))
			.untilAsserted(() -> assertThat(subscribed()).doesNotContain("LEFTUSDT@trade", "GONEUSDT@depth"));
		polite.close();
	}

	private CompatClient connect() {
		return CompatClient.connect(this.port, "crypto");
	}

	private Set<String> subscribed() {
		return this.vendor.observations().subscriptions("crypto");
	}

	private static Topic topic(String symbol, Channel channel) {
		return new Topic(Business.CRYPTO, symbol, channel);
	}

}
