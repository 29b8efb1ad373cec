package io.tickrelay.hub.clock;

import java.util.Arrays;

/**
 * Maps receive times to moments of the monotonic clock. It is a chain of straight lines:
 * one since the clock's start, and one more each time the wall clock was set or had
 * drifted. The number of lines is bounded. Beyond the bound, the line goes whose absence
 * errs the least. Immutable. All times are microseconds.
 */
final class Timeline {

	/**
	 * The most lines of a timeline. At a drift of 50 millionths they cover half a day.
	 */
	static final int MOST_LINES = 256;

	/** How much slower receive times pass while the wall clock is behind them. */
	private static final int SLOWNESS = 2;

	/** The lines, ascending in both times; never empty. */
	private final Line[] lines;

	/**
	 * A timeline of one line.
	 * @param receiveTime its beginning, by the wall clock
	 * @param steady the same, by the monotonic clock
	 */
	Timeline(long receiveTime, long steady) {
		this(new Line[] { new Line(receiveTime, steady, 1) });
	}

	private Timeline(Line[] lines) {
		this.lines = lines;
	}

	/**
	 * The timeline with one line more, for receive times from now on.
	 * @param receiveTime where it begins, by the wall clock
	 * @param steady the same, by the monotonic clock
	 * @param slow whether receive times wait for the wall clock there
	 */
	Timeline and(long receiveTime, long steady, boolean slow) {
		Line[] more = Arrays.copyOf(this.lines, this.lines.length + 1);
		more[this.lines.length] = new Line(receiveTime, steady, slow ? SLOWNESS : 1);
		return new Timeline((more.length > MOST_LINES) ? without(more, leastOf(more)) : more);
	}

	/** Whether the newest line waits for the wall clock. */
	boolean isSlow() {
		return newest().pace > 1;
	}

	/** The receive time of a moment on the newest line, wherever that begins. */
	long newest(long steady) {
		return newest().receiveTime(steady);
	}

	/** The moment of a receive time, by the monotonic clock. */
	long steadyMicros(long receiveTime) {
		int at = this.lines.length - 1;
		while (at > 0 && this.lines[at].receiveTime > receiveTime) {
			at--;
		}
		long steady = this.lines[at].steady(receiveTime);
		// No receive time is between two lines where the clock jumped ahead.
		return (at + 1 < this.lines.length) ? Math.min(steady, this.lines[at + 1].steady) : steady;
	}

	/** The receive time of a moment. */
	long receiveTime(long steady) {
		int at = this.lines.length - 1;
		while (at > 0 && this.lines[at].steady > steady) {
			at--;
		}
		return this.lines[at].receiveTime(steady);
	}

	int lines() {
		return this.lines.length;
	}

	private Line newest() {
		return this.lines[this.lines.length - 1];
	}

	/** The line, not the first or the last, that differs least from the one before. */
	private static int leastOf(Line[] lines) {
		int least = 1;
		long leastError = Long.MAX_VALUE;
		for (int i = 1; i < lines.length - 1; i++) {
			Line before = lines[i - 1];
			long error = Math.max(Math.abs(before.receiveTime(lines[i].steady) - lines[i].receiveTime),
					Math.abs(before.receiveTime(lines[i + 1].steady) - lines[i].receiveTime(lines[i + 1].steady)));
			if (error < leastError) {
				leastError = error;
				least = i;
			}
		}
		return least;
	}

	private static Line[] without(Line[] lines, int index) {
		Line[] fewer = Arrays.copyOf(lines, lines.length - 1);
		System.arraycopy(lines, index + 1, fewer, index, lines.length - index - 1);
		return fewer;
	}

	/**
	 * A straight line from one moment on.
	 *
	 * @param receiveTime the beginning, by the wall clock
	 * @param steady the beginning, by the monotonic clock
	 * @param pace how much the monotonic clock advances for each step of receive times
	 */
	private record Line(long receiveTime, long steady, int pace) {

		private long receiveTime(long moment) {
			return this.receiveTime + (moment - this.steady) / ((moment < this.steady) ? 1 : this.pace);
		}

		private long steady(long time) {
			return this.steady + (time - this.receiveTime) * ((time < this.receiveTime) ? 1 : this.pace);
		}

	}

}
