package io.tickrelay.downstream.compat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.tickrelay.demand.Demand;
import io.tickrelay.hub.outbox.OutboxPool;
import io.tickrelay.simulator.Simulator;
import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.client.CompatClient;
import io.tickrelay.testing.Pushes;
import io.tickrelay.testing.RestlessRelayTest;
import io.tickrelay.testing.client.StreamClient;
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

	// More than the buffers of two sockets hold.
	private static final int FLOOD = 90;

	@LocalServerPort
	private int port;

	@Autowired
	private Simulator vendor;

	@Autowired
	private Demand demand;

	@Autowired
	private OutboxPool pool;

	@Test
	void endsAClientThatSendsNoHeartbeatThoughItAnswersPings() throws InterruptedException {
		try (CompatClient silent = connect(); CompatClient alive = connect()) {
			assertThat(silent.nextText()).isEqualTo(CompatClient.WELCOME);
			// One message is no habit.
			silent.say("{'code':10010,'trace':'h'}");
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
	void endsAFloodOfPingsWithAWord() {
		try (CompatClient client = connect(); CompatClient other = connect()) {
			client.nextText();
			client.send(pings(2000));
			assertThat(client.nextText()).contains("\"code\":501");
			assertThat(client.awaitEnd()).isEqualTo(new StreamClient.End(4029, "commands_too_fast: too many frames"));
			assertThat(client.pongs()).hasSizeBetween(1000, 1500);
			assertThat(other.ask("{'code':10010,'ack':1}")).contains("10011");
		}
	}

	@Test
	void letsStreamsGoOfAClientThatFloodsAndNeverReads() {
		Topic trades = topic("FLOODUSDT", Channel.TRADE);
		try (CompatClient client = CompatClient.connectWithSmallWindow(this.port, "crypto");
				CompatClient other = connect()) {
			client.ask("{'code':10000,'data':{'codes':'FLOODUSDT'}}");
			other.ask("{'code':10000,'data':{'codes':'FLOODUSDT'}}");
			client.stopReading();
			client.send(pings(200_000));
			await().atMost(StreamClient.PATIENCE).until(() -> this.demand.holders(trades) == 1);
			other.nextPush();
			client.resumeReading();
			assertThat(client.awaitEnd().code()).isEqualTo(4029);
		}
	}

	@Test
	void tellsAClientThatIsBehindWhyItHasToGo() {
		try (CompatClient client = CompatClient.connectWithSmallWindow(this.port, "crypto");
				CompatClient other = connect()) {
			client.ask("{'code':10003,'data':{'codes':'BEHINDUSDT'}}");
			other.ask("{'code':10003,'data':{'codes':'BEHINDUSDT'}}");
			other.nextPush();
			this.vendor.faults().muteSymbol("BEHINDUSDT");
			client.stopReading();
			for (int i = 1; i <= FLOOD && this.pool.bytes() == 0; i++) {
				this.vendor.faults().on("crypto").sendText(Pushes.largeDepth("BEHINDUSDT", i));
				String mark = "\"" + i + ".0000";
				other.nextText((text) -> text.contains(mark));
				if (i % 2 == 0) {
					// Within what is allowed a minute.
					client.say("{'code':10010,'trace':'h'}");
					other.say("{'code':10010,'trace':'h'}");
				}
			}
			assertThat(this.pool.bytes()).isPositive();
			other.ask("{'code':11001}");
			await().atMost(StreamClient.PATIENCE)
				.until(() -> this.demand.holders(topic("BEHINDUSDT", Channel.DEPTH)) == 0);
			client.resumeReading();
			assertThat(client.nextText((text) -> !text.contains("\"data\""))).contains("\"code\":513");
			assertThat(client.awaitEnd()).isEqualTo(new StreamClient.End(4013, "no_heartbeat"));
		}
	}

	@Test
	void refusesAWholeFrameThatExceedsTheClientsQuota() {
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
			assertThat(this.demand.holders(topic("C1USDT", Channel.DEPTH))).isZero();
			assertThat(this.demand.wanted(Business.CRYPTO)).doesNotContain(topic("C1USDT", Channel.DEPTH),
					topic("C6USDT", Channel.DEPTH));
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

	private static byte[] pings(int count) {
		ByteBuffer pings = ByteBuffer.allocate(count * 6);
		while (pings.hasRemaining()) {
			pings.put(BareWebSocket.bytesOf(true, BareWebSocket.PING, new byte[0]));
		}
		return pings.array();
	}

	private static Topic topic(String symbol, Channel channel) {
		return new Topic(Business.CRYPTO, symbol, channel);
	}

}
