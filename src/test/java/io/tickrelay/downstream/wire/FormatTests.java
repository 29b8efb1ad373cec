package io.tickrelay.downstream.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

import io.tickrelay.hub.Frames;
import io.tickrelay.hub.GapCause;
import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.hub.WireFormat;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The bytes around a message: SSE events and WebSocket frames.
 */
class FormatTests {

	private static final Topic TOPIC = new Topic(Business.CRYPTO, "BTCUSDT", Channel.TRADE);

	private static final TickFrame TICK = Frames.tick(new Tick.Trade(TOPIC, 1, "1", null, null, null, null), 1,
			1786775227534123L);

	private final MessageEncoder messages = new MessageEncoder();

	private final SseFormat sse = new SseFormat(this.messages);

	private final WebSocketFormat webSocket = new WebSocketFormat(this.messages);

	@Test
	void aTicksEventHasItsReceiveTimeAsId() {
		assertThat(text(this.sse.encode(TICK)))
			.isEqualTo("id: 1786775227534123\nevent: trade\ndata: " + text(this.messages.encode(TICK)) + "\n\n");
		assertThat(text(this.sse.encodeSnapshot(TICK, 5))).isEqualTo(
				"id: 1786775227534123\nevent: trade\ndata: " + text(this.messages.encodeSnapshot(TICK, 5)) + "\n\n");
	}

	@Test
	void nothingButATickHasAnId() {
		assertThat(text(this.sse.encode(Frames.status(TOPIC, State.LIVE, null, 1, null))))
			.startsWith("event: status\ndata: {")
			.endsWith("}\n\n")
			.doesNotContain("id:");
		assertThat(text(this.sse.encode(Frames.gap(TOPIC, GapCause.SLOW_CONSUMER, 1, 2))))
			.startsWith("event: gap\ndata: {")
			.doesNotContain("id:");
		assertThat(text(this.sse.event("hello", bytes("{}")))).isEqualTo("event: hello\ndata: {}\n\n");
	}

	@Test
	void theRestOfSse() {
		assertThat(text(this.sse.event("hello", bytes("{}"), Duration.ofMillis(4137))))
			.isEqualTo("retry: 4137\nevent: hello\ndata: {}\n\n");
		assertThat(text(this.sse.keepAlive())).isEqualTo(": ka\n");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 125, 126, 127, 128, 255, 256, 32_767, 32_768, 65_535, 65_536, 70_000 })
	void aFramesHeaderHasTheLengthOfItsClass(int length) {
		byte[] message = new byte[length];
		Arrays.fill(message, (byte) 'x');
		ByteBuffer frame = ByteBuffer.wrap(this.webSocket.text(message));
		assertThat(frame.get()).as("final, text").isEqualTo((byte) 0x81);
		int first = frame.get();
		assertThat(first).as("unmasked").isNotNegative();
		long announced = switch (first) {
			case 126 -> Short.toUnsignedLong(frame.getShort());
			case 127 -> frame.getLong();
			default -> first;
		};
		assertThat(announced).isEqualTo(length);
		assertThat(first).isEqualTo((length < 126) ? length : (length < 65_536) ? 126 : 127);
		byte[] payload = new byte[frame.remaining()];
		frame.get(payload);
		assertThat(payload).isEqualTo(message);
	}

	@Test
	void aFrameHoldsTheMessageAndAPingNothing() {
		byte[] message = this.messages.encode(TICK);
		assertThat(this.webSocket.encode(TICK)).isEqualTo(this.webSocket.text(message));
		assertThat(this.webSocket.encodeSnapshot(TICK, 5))
			.isEqualTo(this.webSocket.text(this.messages.encodeSnapshot(TICK, 5)));
		assertThat(WebSocketFrames.ping()).containsExactly(0x89, 0);
	}

	@Test
	void eachFormatHasASlotOfItsOwn() {
		assertThat(this.sse.slot()).isNotEqualTo(this.webSocket.slot()).isBetween(0, WireFormat.SLOTS - 1);
		assertThat(this.webSocket.slot()).isBetween(0, WireFormat.SLOTS - 1);
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
