package io.tickrelay.downstream.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.tickrelay.hub.Frame;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.hub.WireFormat;

/**
 * Messages as server-sent events. An event's name is its message's type; ticks alone
 * carry an id, their receive time, which the browser repeats when it comes back. Source:
 * WHATWG HTML, section "Server-sent events".
 */
public final class SseFormat implements WireFormat {

	// Without an empty line, because some clients take that for the end of an event.
	private static final byte[] KEEP_ALIVE = bytes(": ka\n");

	private static final byte[] END = bytes("\n\n");

	private final MessageEncoder messages;

	/**
	 * Creates the format.
	 * @param messages writes what the events hold
	 */
	public SseFormat(MessageEncoder messages) {
		this.messages = messages;
	}

	@Override
	public int slot() {
		return 0;
	}

	@Override
	public byte[] encode(Frame frame) {
		if (frame instanceof TickFrame tick) {
			AsciiText text = AsciiText.begin();
			write(text, tick);
			if (text.isPlain()) {
				byte[] event = new byte[text.length()];
				text.copyTo(event, 0);
				return event;
			}
		}
		return event(head(frame), this.messages.encode(frame));
	}

	@Override
	public byte[] encodeSnapshot(TickFrame last, long ageMs) {
		return event(head(last), this.messages.encodeSnapshot(last, ageMs));
	}

	/**
	 * Frames a message that is no part of a stream.
	 * @param type the event's name
	 * @param message a JSON object
	 * @return a whole event
	 */
	public byte[] event(String type, byte[] message) {
		return event(bytes("event: " + type + "\ndata: "), message);
	}

	/**
	 * Frames a message that also tells the browser how long to wait before it comes back.
	 * The wait stands in the message's own block, because some clients make an event of a
	 * block without data.
	 * @param type the event's name
	 * @param message a JSON object
	 * @param retry the wait
	 * @return a whole event
	 */
	public byte[] event(String type, byte[] message, Duration retry) {
		return event(bytes("retry: " + retry.toMillis() + "\nevent: " + type + "\ndata: "), message);
	}

	/**
	 * What breaks a silence: a comment, which belongs to the block that comes next.
	 * @return one line, shared; read only
	 */
	public byte[] keepAlive() {
		return KEEP_ALIVE;
	}

	private static void write(AsciiText out, TickFrame tick) {
		out.raw("id: ").number(tick.receivedMicros()).raw("\nevent: ").raw(MessageEncoder.type(tick)).raw("\ndata: ");
		TickText.write(out, tick);
		out.raw("\n\n");
	}

	private static byte[] head(Frame frame) {
		String event = "event: " + MessageEncoder.type(frame) + "\ndata: ";
		return bytes((frame instanceof TickFrame tick) ? "id: " + tick.receivedMicros() + "\n" + event : event);
	}

	private static byte[] event(byte[] head, byte[] message) {
		byte[] event = new byte[head.length + message.length + END.length];
		System.arraycopy(head, 0, event, 0, head.length);
		System.arraycopy(message, 0, event, head.length, message.length);
		System.arraycopy(END, 0, event, head.length + message.length, END.length);
		return event;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
