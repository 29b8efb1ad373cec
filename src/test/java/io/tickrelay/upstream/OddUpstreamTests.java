package io.tickrelay.upstream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.Logs;
import io.tickrelay.testing.ScriptedServer;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import io.tickrelay.demand.SessionPhase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static io.tickrelay.testing.ScriptedServer.frame;
import static io.tickrelay.testing.ScriptedServer.join;
import static io.tickrelay.upstream.UpstreamRig.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Upstreams with habits that the vendor's servers were not seen to have, over real
 * sockets.
 */
class OddUpstreamTests {

	private static final String KEY = "s3cret-of-the-plan";

	private static final Topic TRADES = new Topic(Business.CRYPTO, "BTCUSDT", Channel.TRADE);

	@ParameterizedTest
	@EnumSource
	void keepsASocketThatSendsAnythingInsteadOfPongs(Habit habit) throws IOException {
		AtomicInteger pings = new AtomicInteger();
		try (ScriptedServer server = new ScriptedServer((connection, opcode, payload, out) -> {
			if (opcode == BareWebSocket.PING) {
				out.write(habit.bytes(pings.incrementAndGet()));
			}
		}); UpstreamRig rig = new UpstreamRig(server.uri(), UpstreamRig.keys(KEY))) {
			rig.lease(TRADES);

			await().until(() -> pings.get() >= 8);
			assertThat(server.connections()).isEqualTo(1);
			assertThat(rig.status().state()).isEqualTo(SessionPhase.LIVE);
			assertThat(rig.failures()).isEmpty();
		}
	}

	@Test
	void answersPingsWithTheirOwnWordsAndSpendsNoFrameOnThem() throws IOException {
		BlockingQueue<String> pongs = new LinkedBlockingQueue<>();
		AtomicInteger texts = new AtomicInteger();
		try (ScriptedServer server = new ScriptedServer((connection, opcode, payload, out) -> {
			switch (opcode) {
				case BareWebSocket.TEXT -> {
					for (int i = 0; i < 100; i++) {
						out.write(frame(0x89, ("word " + i).getBytes(StandardCharsets.US_ASCII)));
					}
					texts.incrementAndGet();
				}
				case BareWebSocket.PONG -> pongs.add(new String(payload, StandardCharsets.US_ASCII));
				default -> {
					// A ping of the relay's.
				}
			}
		}); UpstreamRig rig = new UpstreamRig(server.uri(), UpstreamRig.keys(KEY))) {
			rig.lease(TRADES);

			await().until(() -> pongs.size() == 100);
			assertThat(pongs).startsWith("word 0", "word 1").endsWith("word 99");
			assertThat(rig.undecodable()).isEmpty();
			assertThat(rig.status().frameBudgetLeft()).isGreaterThanOrEqualTo(25);
			assertThat(texts).hasValue(1);
		}
	}

	@ParameterizedTest
	@CsvSource({ "03f1,1009", "0fa1,4001", "'',1005" })
	void tellsItsCloseCodeAndNoneOfTheWords(String code, String told) throws IOException {
		byte[] words = (code.isEmpty() ? "" : KEY).getBytes(StandardCharsets.US_ASCII);
		try (Logs logs = Logs.listen();
				ScriptedServer server = new ScriptedServer((connection, opcode, payload, out) -> {
					if (opcode == BareWebSocket.TEXT) {
						out.write(frame(0x88, join(HexFormat.of().parseHex(code), words)));
					}
				});
				UpstreamRig rig = new UpstreamRig(server.uri(), UpstreamRig.keys(KEY))) {
			rig.lease(TRADES);

			await().until(() -> told.equals(rig.status().lastErrorCode()));
			assertThat(rig.status().lastErrorMeaning()).contains("closed the connection").doesNotContain(KEY);
			assertThat(logs.with(KEY)).isEmpty();
		}
	}

	/** What an upstream sends, again and again, without ever answering a ping. */
	enum Habit {

		PING, PONG_OF_ITS_OWN, PARTS_OF_A_MESSAGE, BYTES_OF_A_FRAME;

		private byte[] bytes(int time) {
			return switch (this) {
				case PING -> frame(0x89, new byte[0]);
				case PONG_OF_ITS_OWN -> frame(0x8a, "unasked".getBytes(StandardCharsets.US_ASCII));
				case PARTS_OF_A_MESSAGE -> frame((time == 1) ? 0x01 : 0x00, new byte[] { 'a' });
				case BYTES_OF_A_FRAME -> (time == 1) ? new byte[] { (byte) 0x81, 126, 1, 0 } : new byte[] { 'a' };
			};
		}

	}

}
