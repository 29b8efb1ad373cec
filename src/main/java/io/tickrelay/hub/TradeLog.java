package io.tickrelay.hub;

import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Tick.Side;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Trades of one topic as bytes in a circular array, first in, first out. A stream keeps
 * thousands for its clients' return. As objects each would outlive a collection of the
 * young generation and be copied by it, which takes a tenth of a second. An entry is
 * found by its position, which only grows. Not safe for several threads.
 */
final class TradeLog {

	private static final int SMALLEST = 1024;

	private static final int TIME_BYTES = Long.BYTES;

	private static final int LENGTH_BYTES = Integer.BYTES;

	private static final int NONE = -1;

	private static final int BUY = 1;

	private static final int SELL = 2;

	/** Marks a text with characters that need two bytes. */
	private static final int WIDE = 1 << 30;

	private static final int NARROW_MOST = 0xff;

	private byte[] bytes = new byte[SMALLEST];

	private long begin;

	private long end;

	/** The position of the next entry. */
	long end() {
		return this.end;
	}

	void append(Tick.Trade trade) {
		makeRoom(size(trade));
		putLong(trade.timeMs());
		putByte(switch (trade.side()) {
			case BUY -> BUY;
			case SELL -> SELL;
			case null -> NONE;
		});
		putText(trade.price());
		putText(trade.size());
		putText(trade.turnover());
		putText(trade.tradeType());
	}

	/** Releases all entries in front of a position. */
	void release(long position) {
		this.begin = position;
		if (this.bytes.length > SMALLEST && this.end - this.begin < this.bytes.length / 4) {
			resize(this.bytes.length / 2);
		}
	}

	Tick.Trade read(long position, Topic topic) {
		Reader reader = new Reader(position);
		long timeMs = reader.number(TIME_BYTES);
		Side side = switch ((int) reader.number(1)) {
			case BUY -> Side.BUY;
			case SELL -> Side.SELL;
			default -> null;
		};
		String price = reader.text();
		return new Tick.Trade(topic, timeMs, (price != null) ? price : "", reader.text(), reader.text(), side,
				reader.text());
	}

	/** How many bytes an entry takes. */
	static int size(Tick.Trade trade) {
		return TIME_BYTES + 1 + size(trade.price()) + size(trade.size()) + size(trade.turnover())
				+ size(trade.tradeType());
	}

	private static int size(@Nullable String text) {
		return LENGTH_BYTES + ((text == null) ? 0 : isWide(text) ? 2 * text.length() : text.length());
	}

	private static boolean isWide(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) > NARROW_MOST) {
				return true;
			}
		}
		return false;
	}

	private void makeRoom(int more) {
		int capacity = this.bytes.length;
		while (this.end - this.begin + more > capacity) {
			capacity *= 2;
		}
		if (capacity != this.bytes.length) {
			resize(capacity);
		}
	}

	private void resize(int capacity) {
		byte[] next = new byte[capacity];
		for (long position = this.begin; position < this.end; position++) {
			next[(int) position & (capacity - 1)] = this.bytes[(int) position & (this.bytes.length - 1)];
		}
		this.bytes = next;
	}

	private void putByte(int value) {
		this.bytes[(int) this.end & (this.bytes.length - 1)] = (byte) value;
		this.end++;
	}

	private void putInt(int value) {
		for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
			putByte(value >>> shift);
		}
	}

	private void putLong(long value) {
		putInt((int) (value >>> Integer.SIZE));
		putInt((int) value);
	}

	private void putText(@Nullable String text) {
		if (text == null) {
			putInt(NONE);
			return;
		}
		boolean wide = isWide(text);
		putInt(wide ? text.length() | WIDE : text.length());
		int at = (int) this.end & (this.bytes.length - 1);
		if (!wide && at + text.length() <= this.bytes.length) {
			putNarrow(text, at);
			return;
		}
		for (int i = 0; i < text.length(); i++) {
			if (wide) {
				putByte(text.charAt(i) >>> Byte.SIZE);
			}
			putByte(text.charAt(i));
		}
	}

	// Deprecated because it takes only the low byte of each character, which is all that
	// a narrow text's have.
	@SuppressWarnings("deprecation")
	private void putNarrow(String text, int at) {
		text.getBytes(0, text.length(), this.bytes, at);
		this.end += text.length();
	}

	private final class Reader {

		private long position;

		Reader(long position) {
			this.position = position;
		}

		long number(int width) {
			long value = 0;
			for (int i = 0; i < width; i++) {
				byte next = TradeLog.this.bytes[(int) this.position & (TradeLog.this.bytes.length - 1)];
				value = value << Byte.SIZE | (next & 0xff);
				this.position++;
			}
			return value;
		}

		@Nullable String text() {
			int length = (int) number(LENGTH_BYTES);
			if (length == NONE) {
				return null;
			}
			int width = ((length & WIDE) != 0) ? 2 : 1;
			char[] characters = new char[length & ~WIDE];
			for (int i = 0; i < characters.length; i++) {
				characters[i] = (char) number(width);
			}
			return new String(characters);
		}

	}

}
