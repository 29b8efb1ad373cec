package io.tickrelay.load.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The counters of one client: the last number of each stream, and the window's ticks. A
 * tick's name, number and time are read where they stand in its bytes, because parsing a
 * million objects a second would measure the parser. Loop-owned.
 */
public final class TickAccount {

	private static final byte[] TRADE = bytes("{\"type\":\"trade\",\"stream\":\"crypto:L");

	private static final int DIGITS = 3;

	private static final byte[] SEQ = bytes("\"seq\":");

	private static final byte[] RTS = bytes("\"rts\":");

	private final Tally tally;

	private final int pool;

	private final int first;

	private final long[] lastSeq;

	private final int[] ticks;

	private int waiting;

	public TickAccount(Tally tally, int client, int streams, int pool) {
		this.tally = tally;
		this.pool = pool;
		this.first = client % pool;
		this.lastSeq = new long[streams];
		this.ticks = new int[streams];
		this.waiting = streams;
	}

	/** Whether each of its streams has ticked. */
	public boolean isComplete() {
		return this.waiting == 0;
	}

	/** Begins to count anew, while numbers go on. */
	public void startWindow() {
		Arrays.fill(this.ticks, 0);
	}

	public long ticks() {
		return Arrays.stream(this.ticks).asLongStream().sum();
	}

	public long silentStreams() {
		return Arrays.stream(this.ticks).filter((count) -> count == 0).count();
	}

	/**
	 * Takes one message.
	 * @param bytes where it is
	 * @param from its first byte
	 * @param to the byte behind its last
	 * @param nowMicros epoch microseconds
	 */
	public void onMessage(byte[] bytes, int from, int to, long nowMicros) {
		if (isAt(TRADE, bytes, from, to)) {
			int seq = behind(SEQ, bytes, from + TRADE.length, to);
			int rts = behind(RTS, bytes, Math.max(seq, from), to);
			int slot = Math.floorMod(number(bytes, from + TRADE.length, DIGITS) - this.first, this.pool);
			if (seq > 0 && rts > 0 && slot < this.lastSeq.length) {
				onTick(slot, number(bytes, seq), nowMicros - number(bytes, rts));
				return;
			}
		}
		onOther(new String(bytes, from, to - from, StandardCharsets.UTF_8));
	}

	private void onTick(int slot, long seq, long micros) {
		long last = this.lastSeq[slot];
		if (last == 0) {
			this.waiting--;
		}
		else if (seq == last) {
			this.tally.onDuplicate();
		}
		else if (seq < last) {
			this.tally.onReorder();
		}
		else if (seq > last + 1) {
			this.tally.onHole(seq - last - 1);
		}
		this.lastSeq[slot] = Math.max(seq, last);
		// The first tick may be a snapshot, whose age is no latency.
		if (this.tally.isMeasuring() && last != 0) {
			this.ticks[slot]++;
			this.tally.onLatency(micros);
		}
	}

	private void onOther(String message) {
		if (message.startsWith("{\"type\":\"gap\"")) {
			this.tally.onGapMessage();
		}
		else if (message.startsWith("{\"type\":\"status\"")) {
			if (message.contains("\"state\":\"stale\"")) {
				this.tally.onStaleStream();
			}
			else if (message.contains("\"state\":\"rejected\"")) {
				this.tally.onMishap("had a stream rejected: " + message.replaceAll("L\\d+USDT", "L…USDT"));
			}
		}
		else if (message.startsWith("{\"type\":\"goaway\"")) {
			this.tally.onMishap("was sent away: " + message);
		}
		else if (message.startsWith("{\"type\":\"subscribed\"") || message.startsWith("{\"type\":\"ack\"")) {
			if (!message.contains("\"rejected\":[]")) {
				this.tally.onMishap("had streams refused");
			}
		}
		else if (!message.startsWith("{\"type\":\"hello\"")) {
			this.tally.onMishap("got a message of another kind: " + message);
		}
	}

	private static boolean isAt(byte[] text, byte[] bytes, int from, int to) {
		return to - from > text.length + DIGITS && Arrays.equals(bytes, from, from + text.length, text, 0, text.length);
	}

	// The place behind a text, or -1.
	private static int behind(byte[] text, byte[] bytes, int from, int to) {
		int last = to - text.length;
		for (int i = from; i <= last; i++) {
			if (bytes[i] == text[0] && bytes[i + 1] == text[1] && bytes[i + 2] == text[2]
					&& Arrays.equals(bytes, i, i + text.length, text, 0, text.length)) {
				return i + text.length;
			}
		}
		return -1;
	}

	private static int number(byte[] bytes, int from, int digits) {
		int number = 0;
		for (int i = from; i < from + digits; i++) {
			number = number * 10 + bytes[i] - '0';
		}
		return number;
	}

	// A message ends with a brace, so the digits do too.
	private static long number(byte[] bytes, int from) {
		long number = 0;
		for (int i = from; bytes[i] >= '0' && bytes[i] <= '9'; i++) {
			number = number * 10 + bytes[i] - '0';
		}
		return number;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
