package io.tickrelay.downstream.streams;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.tickrelay.demand.Demand;
import io.tickrelay.downstream.contract.DisconnectReason;
import io.tickrelay.downstream.contract.DownstreamCounters;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.RestlessRelayTest;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@RestlessRelayTest
class SseQuotaTest {

	@LocalServerPort
	private int port;

	@Autowired
	private Demand demand;

	@Autowired
	private DownstreamCounters counters;

	@Test
	void sendsABrowserWithoutQuotaAwayForLongerButNotForEver() throws InterruptedException {
		awaitNothingHeld();
		long before = ended();
		try (SseClient one = SseClient.connect(this.port, "channels=trade&symbols=Q1USDT,Q2USDT,Q3USDT,Q4USDT");
				SseClient other = SseClient.connect(this.port, "channels=trade&symbols=Q5USDT,Q6USDT,Q7USDT,Q8USDT")) {
			one.next("subscribed");
			assertThat(other.next("subscribed").texts("accepted")).hasSize(4);
			try (SseClient late = SseClient.connect(this.port, "streams=Q9USDT@trade")) {
				assertThat(late.head().status()).isEqualTo(200);
				assertThat(late.next().type()).isEqualTo("hello");
				Message subscribed = late.next();
				assertThat(subscribed.type()).isEqualTo("subscribed");
				assertThat(subscribed.texts("accepted")).isEmpty();
				assertThat(subscribed.json().at("/rejected/0/code").stringValue()).isEqualTo("quota");
				Message goaway = late.next();
				assertThat(List.of(goaway.type(), String.valueOf(goaway.event()))).containsOnly("goaway");
				assertThat(goaway.text("code")).isEqualTo("quota");
				assertThat(goaway.number("num")).isEqualTo(507);
				assertThat(goaway.json().path("temporary").booleanValue()).isTrue();
				late.awaitEnd();
				assertThat(late.peek()).isNull();
				assertThat(late.retries().poll(1, TimeUnit.SECONDS)).isBetween(2_000, 8_000);
				assertThat(late.retries().poll(1, TimeUnit.SECONDS)).isBetween(20_000, 80_000);
				await().atMost(StreamClient.PATIENCE).until(() -> ended() - before, (count) -> count == 1);
			}
			assertThat(this.demand.heldTopics()).isEqualTo(8);
		}
		awaitNothingHeld();
		try (SseClient again = SseClient.connect(this.port, "streams=Q9USDT@trade")) {
			assertThat(again.next("subscribed").texts("accepted")).containsExactly("crypto:Q9USDT@trade");
		}
	}

	private void awaitNothingHeld() {
		await().atMost(StreamClient.PATIENCE)
			.until(() -> this.demand.heldTopics() + this.demand.lingeringTopics() == 0);
	}

	private long ended() {
		LongAdder total = new LongAdder();
		this.counters.eachEnded((reason, count) -> total.add((reason == DisconnectReason.QUOTA) ? count.sum() : 0));
		return total.sum();
	}

}
