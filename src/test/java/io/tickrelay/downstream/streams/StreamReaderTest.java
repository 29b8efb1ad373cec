package io.tickrelay.downstream.streams;

import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.Pushes;
import io.tickrelay.testing.client.SocketClient;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.testing.client.Wire;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Slow readers beside fast ones, whatever their transport.
 */
class StreamReaderTest extends StreamFixture {

	// More than the buffers of two sockets and the relay's queue hold together.
	private static final int FLOOD = 90;

	StreamReaderTest(Wire wire) {
		super(wire);
	}

	@Test
	void endsASlowReaderOfAllAndSparesAFastOne() {
		String symbol = silentSymbol("FLOOD");
		try (StreamClient fast = connect(symbol + "@depth", "all");
				SocketClient slow = this.wire.connectWithSmallWindow(this.port,
						"streams=" + symbol + "@depth&mode=all");
				SocketClient stuck = this.wire.connectWithSmallWindow(this.port,
						"streams=" + symbol + "@depth&mode=all")) {
			slow.next("status");
			stuck.next("status");
			slow.stopReading();
			stuck.stopReading();
			Topic topic = new Topic(Business.CRYPTO, symbol, Channel.DEPTH);
			awaitUpstream(symbol + "@depth");
			int pushed = 0;
			while (pushed < FLOOD && this.demand.holders(topic) == 3) {
				pushBook(symbol, ++pushed, fast);
			}
			// At once: the end is not kept for it for long.
			slow.resumeReading();
			StreamClient.End end = slow.awaitEnd();
			if (this.wire == Wire.WEBSOCKET) {
				assertThat(end).isEqualTo(new StreamClient.End(4008, "slow_consumer"));
			}
			long before = 0;
			while (slow.peek() != null) {
				Message got = slow.next();
				if (got.isTick()) {
					assertThat(got.number("seq")).isEqualTo(before + 1);
					before = got.number("seq");
				}
			}
			assertThat(before).isPositive().isLessThan(pushed);
			// The one that never reads again is let go of as well.
			await().atMost(StreamClient.PATIENCE).until(() -> this.demand.holders(topic), (holders) -> holders == 1);
			assertThat(fast.isOpen()).isTrue();
		}
	}

	@Test
	void keepsASlowConflatingReaderAndGivesItTheNewest() {
		String symbol = silentSymbol("MERGED");
		try (StreamClient fast = connect(symbol + "@depth", "all");
				SocketClient slow = this.wire.connectWithSmallWindow(this.port,
						"streams=" + symbol + "@depth," + symbol + "@trade&mode=conflate")) {
			slow.next("status");
			awaitUpstream(symbol + "@trade");
			slow.stopReading();
			flood(symbol, fast);
			for (int i = 1; i <= 100; i++) {
				push(symbol + "@trade", Pushes.tradeAt(symbol, String.valueOf(i)));
			}
			slow.resumeReading();
			assertThat(slow
				.next((message) -> message.isTick() && message.stream().endsWith("@depth")
						&& message.number("seq") == FLOOD)
				.fields()).doesNotContain("snapshot");
			assertThat(slow
				.next((message) -> message.isTick() && message.stream().endsWith("@trade")
						&& message.number("seq") == 100)
				.text("price")).isEqualTo("100");
			assertThat(slow.isOpen()).isTrue();
		}
	}

	/** Pushes big books, each when the fast reader has got the one before. */
	private void flood(String symbol, StreamClient fast) {
		awaitUpstream(symbol + "@depth");
		for (int i = 1; i <= FLOOD; i++) {
			pushBook(symbol, i, fast);
		}
	}

	private void pushBook(String symbol, int seq, StreamClient fast) {
		this.vendor.faults().sendText(Pushes.largeDepth(symbol, seq));
		Message book = fast.nextLive();
		assertThat(book.number("seq")).isEqualTo(seq);
		assertThat(book.json().path("asks")).hasSize(500);
	}

}
