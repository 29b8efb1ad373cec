package io.tickrelay.hub;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Frames as short texts that tests read back, and a count of the encodings.
 */
public class TestFormat implements WireFormat {

	public final AtomicInteger encoded = new AtomicInteger();

	public final AtomicInteger snapshots = new AtomicInteger();

	private final int slot;

	private final int padding;

	public TestFormat() {
		this(0, 0);
	}

	public TestFormat(int slot, int padding) {
		this.slot = slot;
		this.padding = padding;
	}

	@Override
	public int slot() {
		return this.slot;
	}

	@Override
	public byte[] encode(Frame frame) {
		this.encoded.incrementAndGet();
		return bytes(switch (frame) {
			case TickFrame tick -> tickText("tick", tick);
			case StatusFrame status -> "status " + status.topic() + " " + status.status().state() + " "
					+ status.status().cause() + ((status.etaMs() != null) ? "/" + status.etaMs() : "");
			case GapFrame gap ->
				"gap " + gap.topic() + " " + gap.cause().text() + " " + gap.fromSeq() + " " + gap.toSeq();
		});
	}

	@Override
	public byte[] encodeSnapshot(TickFrame last, long ageMs) {
		this.snapshots.incrementAndGet();
		return bytes(tickText("snapshot", last));
	}

	public static Object read(byte[] bytes) {
		String[] words = new String(bytes, StandardCharsets.US_ASCII).strip().split(" ", -1);
		return switch (words[0]) {
			case "tick" -> new Seen(words[1], Long.parseLong(words[2]), Long.parseLong(words[3]), false);
			case "snapshot" -> new Seen(words[1], Long.parseLong(words[2]), Long.parseLong(words[3]), true);
			case "gap" -> new Gap(words[1], words[2], Long.parseLong(words[3]), Long.parseLong(words[4]));
			case "status" -> new Status(words[1], words[2], "null".equals(words[3]) ? null : words[3]);
			default -> words[0];
		};
	}

	private byte[] bytes(String text) {
		return (text + " ".repeat(Math.max(0, this.padding - text.length()))).getBytes(StandardCharsets.US_ASCII);
	}

	private static String tickText(String word, TickFrame tick) {
		return word + " " + tick.topic() + " " + tick.seq() + " " + tick.receivedMicros();
	}

	public record Seen(String stream, long seq, long micros, boolean snapshot) {
	}

	public record Gap(String stream, String cause, long from, long to) {
	}

	public record Status(String stream, String state, @Nullable String cause) {
	}

}
