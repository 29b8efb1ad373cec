package io.tickrelay.hub;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

import io.tickrelay.tick.Tick;
import org.jspecify.annotations.Nullable;

/**
 * The recent past of one stream, a suffix of its ticks without a hole. Of trades the ring
 * keeps the ticks, as bytes. Of k-lines it keeps the newest update of each bar. Of depth
 * it keeps only receive times, because the newest book says all. From those times it can
 * tell what was skipped. The business's loop writes it, and any lane's loop reads it, but
 * seldom. So it has a lock, which costs the writer next to nothing while no client
 * resumes.
 */
public final class ReplayRing {

	// The bytes of a receive time, a position and an outage.
	private static final int PLACE_BYTES = 20;

	/** The most bytes of an array, whatever the settings say. */
	private static final long MOST_BYTES = 1 << 29;

	// Arrays that double are, at worst, nearly half empty.
	private static final int SLACK = 2;

	private final ReplayPool pool;

	private final long birthMicros;

	// All that follows is guarded by this.
	private final ReplayPlaces places = new ReplayPlaces();

	private final TradeLog trades = new TradeLog();

	private final BarLog bars = new BarLog();

	/** The newest tick, whose topic and life are those of all. */
	private @Nullable TickFrame newest;

	/** The frames that were made of the log for the last client that came back. */
	private WeakReference<List<TickFrame>> rebuilt = new WeakReference<>(null);

	private long firstSeq = 1;

	private long bytes;

	// The receive time of the newest tick that is kept no longer.
	private long lostMicros;

	private boolean closed;

	/**
	 * Creates an empty ring.
	 * @param pool the limits, and what all rings hold
	 * @param birthMicros a receive time before the stream's life; nothing is known of
	 * earlier ticks
	 */
	ReplayRing(ReplayPool pool, long birthMicros) {
		this.pool = pool;
		this.birthMicros = birthMicros;
		pool.enter(this);
	}

	/** Keeps the stream's next tick, and lets go of what passes a limit for it. */
	void add(TickFrame frame) {
		keep(frame);
		if (this.pool.isOver()) {
			this.pool.relieve(frame.receivedMicros());
			payRest();
		}
	}

	/** The receive time of the oldest kept tick; the end of time where none is kept. */
	synchronized long oldestMicros() {
		return this.places.isEmpty() ? Long.MAX_VALUE : this.places.micros(0);
	}

	/**
	 * Lets the oldest ticks go.
	 * @param enough how many bytes of them
	 * @param beforeMicros and all that were received before this time
	 */
	synchronized void letGo(long enough, long beforeMicros) {
		long goal = this.bytes - enough;
		while (!this.places.isEmpty() && (this.bytes > goal || this.places.micros(0) < beforeMicros)) {
			evict();
		}
	}

	private synchronized void payRest() {
		while (!this.places.isEmpty() && this.pool.isOver()) {
			evict();
		}
	}

	private synchronized void keep(TickFrame frame) {
		if (this.closed) {
			return;
		}
		if (frame.seq() != this.firstSeq + this.places.size()) {
			beginAnew(frame);
		}
		this.places.add(frame.receivedMicros(), this.trades.end(), frame.outage());
		if (frame.tick() instanceof Tick.Trade trade) {
			this.trades.append(trade);
		}
		else if (frame.tick() instanceof Tick.Kline bar && this.bars.add(frame, bar)) {
			charge(BarLog.BAR_BYTES);
		}
		this.newest = frame;
		int weight = weight(frame);
		this.bytes += weight;
		this.pool.add(weight);
		long horizonMicros = this.pool.horizonMicros(frame.receivedMicros());
		while (isOver(horizonMicros)) {
			evict();
		}
	}

	/** Ticks are missing, so nothing is known of the time before this one. */
	private void beginAnew(TickFrame frame) {
		while (!this.places.isEmpty()) {
			evict();
		}
		this.bars.clear();
		this.firstSeq = frame.seq();
		this.lostMicros = frame.receivedMicros() - 1;
	}

	/** The first tick has another number than 1. An empty ring alone takes it. */
	synchronized void begin(long seq) {
		if (this.newest == null) {
			this.firstSeq = seq;
		}
	}

	private void charge(int more) {
		this.bytes += more;
		this.pool.addBytes(more);
	}

	/** The stream's life is over: its last ticks go, and later ones are not kept. */
	void close() {
		synchronized (this) {
			while (!this.places.isEmpty()) {
				evict();
			}
			this.bars.clear();
			this.closed = true;
		}
		this.pool.leave(this);
	}

	/** Whether a tick of this receive time is kept, or was the last to go. */
	public synchronized boolean knows(long receivedMicros) {
		int index = this.places.firstAfter(receivedMicros) - 1;
		return receivedMicros == ((index < 0) ? this.lostMicros : this.places.micros(index));
	}

	/**
	 * The ticks that a client has missed.
	 * @param afterMicros the receive time of the last tick that it has, of any stream
	 * @param slackMicros by how much a tick that reached it later may have been received
	 * earlier
	 * @param upToSeq the last tick to tell
	 */
	public synchronized Past past(long afterMicros, long slackMicros, long upToSeq) {
		boolean whole = afterMicros > this.birthMicros && afterMicros - slackMicros >= this.lostMicros;
		int from = this.places.firstAfter(afterMicros - slackMicros);
		int to = (int) Math.min(this.places.size(), upToSeq - this.firstSeq + 1);
		List<TickFrame> missed = (this.newest != null && this.newest.tick() instanceof Tick.Trade)
				? rebuild(from, to, this.newest) : List.of();
		return new Past(whole, this.firstSeq + from - 1, missed);
	}

	/**
	 * The newest update of each bar that a client has missed, in the order of receipt.
	 * @param afterMicros the receive time of the last tick that it has, of any stream
	 * @param slackMicros by how much a tick that reached it later, or waited for it, may
	 * have been received earlier
	 * @param upToSeq the last tick to tell
	 * @param current whether to tell of the bar that was the current one then, too, even
	 * if nothing came of it since
	 */
	public synchronized Past bars(long afterMicros, long slackMicros, long upToSeq, boolean current) {
		boolean whole = afterMicros > this.birthMicros && afterMicros - slackMicros >= this.lostMicros;
		long seqBefore = this.firstSeq + this.places.firstAfter(afterMicros - slackMicros) - 1;
		return new Past(whole, seqBefore, this.bars.missed(seqBefore, upToSeq, current));
	}

	/**
	 * The newest update of each bar that a lane has missed, in the order of receipt.
	 * @param afterSeq the last tick that it has told
	 * @param upToSeq the last one to tell
	 */
	public synchronized Past barsBetween(long afterSeq, long upToSeq) {
		return new Past(this.firstSeq <= afterSeq + 1, Math.max(afterSeq, this.firstSeq - 1),
				this.bars.missed(afterSeq, upToSeq, false));
	}

	/**
	 * Frames of the past. Clients that lost their connections together come back
	 * together. Until the next garbage collection they share frames, and the encodings of
	 * these.
	 */
	private List<TickFrame> rebuild(int from, int to, TickFrame like) {
		List<TickFrame> known = this.rebuilt.get();
		long knownFrom = (known == null || known.isEmpty()) ? 0 : known.getFirst().seq();
		List<TickFrame> frames = new ArrayList<>(Math.max(0, to - from));
		for (int i = from; i < to; i++) {
			long seq = this.firstSeq + i;
			long index = seq - knownFrom;
			frames.add((known != null && index >= 0 && index < known.size()) ? known.get((int) index)
					: new TickFrame(this.trades.read(this.places.position(i), like.topic()), like.life(), seq,
							this.places.micros(i), this.places.outage(i)));
		}
		if (known == null || frames.size() >= known.size()) {
			this.rebuilt = new WeakReference<>(frames);
		}
		return frames;
	}

	private boolean isOver(long horizonMicros) {
		ReplayLimits limits = this.pool.limits();
		return !this.places.isEmpty() && (this.places.size() > limits.events()
				|| this.bytes > Math.min(limits.bytes(), MOST_BYTES) || this.places.micros(0) < horizonMicros);
	}

	private void evict() {
		long next = (this.places.size() > 1) ? this.places.position(1) : this.trades.end();
		int weight = weight(next - this.places.position(0));
		this.bytes -= weight;
		this.pool.remove(weight);
		this.lostMicros = this.places.micros(0);
		this.trades.release(next);
		if (this.bars.letGo(this.firstSeq)) {
			charge(-BarLog.BAR_BYTES);
		}
		this.places.removeFirst();
		this.firstSeq++;
	}

	/** The bytes of heap that a kept tick costs at most, or nearly. */
	static int weight(TickFrame frame) {
		return weight((frame.tick() instanceof Tick.Trade trade) ? TradeLog.size(trade) : 0L);
	}

	private static int weight(long logged) {
		return SLACK * (PLACE_BYTES + (int) logged);
	}

	/**
	 * A stream's ticks after a moment.
	 *
	 * @param whole whether nothing is missing in it
	 * @param seqBefore the number of the last tick before it; 0 where there was none
	 * @param ticks what is kept of it, in order; empty for streams whose newest tick says
	 * all
	 */
	public record Past(boolean whole, long seqBefore, List<TickFrame> ticks) {
	}

}
