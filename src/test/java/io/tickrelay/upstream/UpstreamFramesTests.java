package io.tickrelay.upstream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

import io.tickrelay.testing.ScriptedServer;
import io.tickrelay.tick.Business;
import io.tickrelay.demand.SessionPhase;
import org.junit.jupiter.api.Test;

import static io.tickrelay.upstream.UpstreamRig.await;
import static io.tickrelay.upstream.UpstreamRig.failures;
import static io.tickrelay.upstream.UpstreamRig.ticks;
import static io.tickrelay.upstream.UpstreamRig.undecodable;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Frames that come in pieces, too large, unreadable or not at all.
 */
class UpstreamFramesTests extends UpstreamSessionFixture {

	private static final int MEBIBYTE = 1024 * 1024;

	@Test
	void hearsAWelcomeThatComesWithTheHandshake() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection, switching, out) -> out
			.write(ScriptedServer.join(switching, ScriptedServer.text(ScriptedServer.WELCOME))))) {
			Upstream upstream = start(server.uri(), KEY);
			lease(TRADES);

			await().atMost(Duration.ofSeconds(3))
				.until(() -> upstream.status(Business.CRYPTO).state() == SessionPhase.LIVE);
		}
	}

	@Test
	void readsFramesThatComeByteByByte() throws IOException {
		byte[] frames = ScriptedServer.join(ScriptedServer.text("You have permission"),
				ScriptedServer.text(ScriptedServer.WELCOME), ScriptedServer.text(trade("1")),
				ScriptedServer.frame(0x89, new byte[] { 1 }),
				ScriptedServer.frame(0x01, trade("2").substring(0, 30).getBytes(StandardCharsets.UTF_8)),
				ScriptedServer.frame(0x80, trade("2").substring(30).getBytes(StandardCharsets.UTF_8)),
				ScriptedServer.text(trade("x".repeat(200))));
		try (ScriptedServer server = new ScriptedServer((connection, switching, out) -> {
			for (byte next : ScriptedServer.join(switching, frames)) {
				out.write(next);
				out.flush();
			}
		})) {
			Upstream upstream = start(server.uri(), KEY);
			lease(TRADES);

			await().until(() -> undecodable(upstream).getOrDefault("bad_field", 0L) == 1);
			assertThat(ticks(upstream)).isEqualTo(2);
			assertThat(server.connections()).isEqualTo(1);
		}
	}

	@Test
	void acceptsAFrameOfAMebibyteAndNoLargerOne() throws IOException {
		String push = trade("1");
		byte[] largest = (push.substring(0, push.length() - 1) + " ".repeat(MEBIBYTE - push.length()) + "}")
			.getBytes(StandardCharsets.UTF_8);
		byte[] half = Arrays.copyOf(largest, MEBIBYTE / 2);
		try (ScriptedServer server = new ScriptedServer((connection, switching, out) -> {
			out.write(switching);
			out.write(ScriptedServer.text(ScriptedServer.WELCOME));
			out.write(ScriptedServer.frame(0x81, largest));
			switch (connection) {
				case 1 -> out.write(ScriptedServer.frame(0x81, new byte[MEBIBYTE + 1]));
				case 2 -> out.write(ScriptedServer.join(ScriptedServer.frame(0x01, half),
						ScriptedServer.frame(0x00, half), ScriptedServer.frame(0x80, half)));
				default -> out.write(ScriptedServer.text(trade("2")));
			}
		})) {
			Upstream upstream = start(server.uri(), KEY);
			lease(TRADES);

			await().until(() -> ticks(upstream) == 4);
			assertThat(server.connections()).isEqualTo(3);
			assertThat(failures(upstream)).containsEntry("protocol_error", 2L);
		}
	}

	@Test
	void countsWhatItCannotReadAndStaysOpen() {
		Upstream upstream = start(this.simulator.webSocketUri(), KEY);
		lease(TRADES);
		awaitTicks(upstream);
		this.simulator.faults().sendBinary(new byte[] { 1, 2, 3 });
		this.simulator.faults().sendText("{\"code\":10002,\"data\":{\"p\":\"NaN\",\"s\":\"BTCUSDT\",\"t\":1}}");
		this.simulator.faults().sendText("{\"code\":77777}");
		this.simulator.faults().sendText("{\"data\":".repeat(20_000));
		this.simulator.faults().sendText("");

		await().until(() -> undecodable(upstream)
			.equals(Map.of("binary", 1L, "bad_field", 1L, "unknown_code", 1L, "malformed", 2L)));
		awaitTicks(upstream);
		assertThat(this.simulator.observations().connects()).hasSize(1);
	}

	@Test
	void comesBackAfterACutInTheMiddleOfAFrame() {
		Upstream upstream = start(this.simulator.webSocketUri(), KEY);
		lease(TRADES);
		awaitTicks(upstream);
		for (int cut = 1; cut <= 3; cut++) {
			int connects = cut + 1;
			this.simulator.faults().dropAfterBytes(37L * cut);
			await().until(() -> this.simulator.observations().connects().size() == connects
					&& upstream.status(Business.CRYPTO).state() == SessionPhase.LIVE);
		}
		awaitTicks(upstream);
	}

	@Test
	void readsALineThatDrips() {
		Upstream upstream = start(this.simulator.webSocketUri(), KEY);
		this.simulator.faults().slowDrip(4_000);
		lease(TRADES);
		awaitTicks(upstream);

		assertThat(this.simulator.observations().connects()).hasSize(1);
		assertThat(undecodable(upstream)).isEmpty();
	}

	@Test
	void believesNothingButAcksAndData() {
		this.simulator.faults().swallowAcks(1);
		this.simulator.faults().pushBeforeAck(true);
		Upstream upstream = start(this.simulator.webSocketUri(), KEY);
		lease(TRADES);

		await().until(() -> upstream.status(Business.CRYPTO).active() == 1);
		assertThat(frames("10000")).hasSize(1);
	}

	private static String trade(String price) {
		return "{\"code\":10002,\"data\":{\"p\":\"" + price
				+ "\",\"s\":\"BTCUSDT\",\"t\":1786775227483,\"td\":1,\"v\":\"1\",\"vw\":\"1\"}}";
	}

}
