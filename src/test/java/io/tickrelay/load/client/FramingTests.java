package io.tickrelay.load.client;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each byte sequence is read whole, and cut at every place.
 */
class FramingTests {

	private static final String SHORT = "{\"type\":\"hello\"}";

	private static final String MEDIUM = "{\"type\":\"trade\",\"pad\":\"" + "x".repeat(300) + "\"}";

	@Test
	void eventsAreReadHoweverTheyAreCut() {
		String events = "retry: 4137\nevent: hello\ndata: " + SHORT + "\n\n: ka\nid: 17\nevent: trade\ndata: " + MEDIUM
				+ "\n\n";
		expect(new SseFraming(), events.getBytes(StandardCharsets.UTF_8), SHORT, MEDIUM);
	}

	@Test
	void framesAreReadHoweverTheyAreCut() {
		ByteArrayOutputStream frames = new ByteArrayOutputStream();
		frames.writeBytes(new byte[] { (byte) 0x81, (byte) SHORT.length() });
		frames.writeBytes(SHORT.getBytes(StandardCharsets.UTF_8));
		frames.writeBytes(new byte[] { (byte) 0x89, 2, 'h', 'i' });
		frames.writeBytes(new byte[] { (byte) 0x81, 126, (byte) (MEDIUM.length() >> 8), (byte) MEDIUM.length() });
		frames.writeBytes(MEDIUM.getBytes(StandardCharsets.UTF_8));
		frames.writeBytes(new byte[] { (byte) 0x81, 127, 0, 0, 0, 0, 0, 0, 0, (byte) SHORT.length() });
		frames.writeBytes(SHORT.getBytes(StandardCharsets.UTF_8));
		frames.writeBytes(new byte[] { (byte) 0x88, 2, 0x0f, (byte) 0xa8 });
		frames.writeBytes(new byte[] { 0x01, 0 });
		expect(new WebSocketFraming(), frames.toByteArray(), SHORT, "ping hi", MEDIUM, SHORT, "close 4008", "strange");
	}

	@Test
	void pongsAreMasked() {
		byte[] pong = WebSocketFraming.pong(new byte[] { 'h', 'i' });
		assertThat(pong).hasSize(8).startsWith(0x8a, 0x82);
		assertThat(new byte[] { (byte) (pong[6] ^ pong[2]), (byte) (pong[7] ^ pong[3]) }).containsExactly('h', 'i');
	}

	private static void expect(Framing framing, byte[] bytes, String... messages) {
		for (int cut = 0; cut <= bytes.length; cut++) {
			Heard heard = new Heard();
			int taken = framing.take(bytes, cut, heard);
			byte[] rest = Arrays.copyOfRange(bytes, taken, bytes.length);
			assertThat(framing.take(rest, rest.length, heard)).as("cut at %d", cut).isEqualTo(rest.length);
			assertThat(heard.all).as("cut at %d", cut).containsExactly(messages);
		}
	}

	private static final class Heard implements Framing.Messages {

		private final List<String> all = new ArrayList<>();

		@Override
		public void onMessage(byte[] bytes, int from, int to) {
			this.all.add(new String(bytes, from, to - from, StandardCharsets.UTF_8));
		}

		@Override
		public void onPing(byte[] payload) {
			this.all.add("ping " + new String(payload, StandardCharsets.UTF_8));
		}

		@Override
		public void onClose(int code) {
			this.all.add("close " + code);
		}

		@Override
		public void onStrangeBytes() {
			this.all.add("strange");
		}

	}

}
