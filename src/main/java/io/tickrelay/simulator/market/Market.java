package io.tickrelay.simulator.market;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Tick.Side;
import io.tickrelay.tick.Topic;

/**
 * One symbol's trading. Its digits depend on (seed, business, symbol), on the time of its
 * first trade and on nothing else. The n-th trade is the n-th draw, the book is a
 * function of the last trade, and a bar is the sum of its trades. Moves only when it is
 * told the time; trades are evenly spaced. No thread of its own: the simulator's loop
 * owns it.
 */
public final class Market {

	private static final long LONGEST_CATCH_UP_US = 1_000_000;

	private final Business business;

	private final String symbol;

	private final Topic trades;

	private final Topic depth;

	private final Instrument instrument;

	private final long seed;

	private final SplittableRandom random;

	private final PriceWalk walk;

	private final Bars bars = new Bars();

	private final long gapUs;

	private final boolean silent;

	private long nextTradeUs;

	private long lastTradeMs;

	private long count;

	private long price;

	private Side side = Side.BUY;

	/**
	 * Creates a market of one symbol.
	 * @param business the symbol's
	 * @param symbol as the vendor writes it
	 * @param settings its seed and pace
	 * @param startMs when it opens, epoch milliseconds
	 */
	public Market(Business business, String symbol, SimulatorSettings settings, long startMs) {
		this.business = business;
		this.symbol = symbol;
		this.trades = new Topic(business, symbol, Channel.TRADE);
		this.depth = new Topic(business, symbol, Channel.DEPTH);
		this.seed = mix(mix(settings.seed(), business.name()), symbol);
		this.instrument = Instruments.of(symbol, mix(0, symbol));
		this.random = new SplittableRandom(this.seed);
		this.walk = new PriceWalk(this.instrument, this.random.split(), startMs);
		this.price = this.walk.ticks();
		this.lastTradeMs = startMs;
		double rate = settings.ticksPerSecond();
		this.silent = rate == 0;
		this.gapUs = (rate > 0) ? Math.max(Math.round(1_000_000 / rate), 1) : Long.MAX_VALUE / 2;
		// Each symbol has its own phase: trades of all at one instant look like nothing.
		this.nextTradeUs = startMs * 1_000 + ((rate > 0) ? Math.floorMod(this.seed, this.gapUs) : this.gapUs);
	}

	/**
	 * Makes the trades that are due. After a pause of more than a second it makes only
	 * the last second's.
	 * @param nowMs epoch milliseconds
	 * @param tape receives each trade
	 */
	public void advanceTo(long nowMs, Consumer<Tick.Trade> tape) {
		long nowUs = nowMs * 1_000;
		if (nowUs - this.nextTradeUs > LONGEST_CATCH_UP_US) {
			this.nextTradeUs = nowUs - LONGEST_CATCH_UP_US;
		}
		while (this.nextTradeUs <= nowUs) {
			tape.accept(trade(this.nextTradeUs / 1_000));
			this.nextTradeUs += this.gapUs;
		}
	}

	/**
	 * Goes on after a pause in which nothing was traded. The bars of its minutes are flat
	 * and empty, as far back as bars are kept.
	 * @param nowMs epoch milliseconds
	 */
	public void resumeAt(long nowMs) {
		long minute = Math.floorDiv(nowMs, Bars.MINUTE_MS);
		long quiet = Math.max(Math.floorDiv(this.lastTradeMs, Bars.MINUTE_MS) + 1, minute - Bars.MOST_FINISHED);
		for (; quiet < minute && !this.silent; quiet++) {
			this.lastTradeMs = quiet * Bars.MINUTE_MS + Bars.MINUTE_MS / 2;
			this.bars.onTrade(this.lastTradeMs, this.price, 0);
		}
		this.nextTradeUs = Math.max(this.nextTradeUs, nowMs * 1_000);
	}

	/**
	 * Makes one trade out of turn.
	 * @param timeMs epoch milliseconds; never before the last trade's
	 * @return the trade
	 */
	public Tick.Trade trade(long timeMs) {
		this.lastTradeMs = Math.max(timeMs, this.lastTradeMs);
		long before = this.price;
		this.price = this.walk.next(this.lastTradeMs);
		boolean buyer = this.random.nextBoolean();
		this.side = (this.price > before || (this.price == before && buyer)) ? Side.BUY : Side.SELL;
		long size = size();
		this.count++;
		this.bars.onTrade(this.lastTradeMs, this.price, size);
		return new Tick.Trade(this.trades, this.lastTradeMs, this.instrument.tradePrice(this.price),
				this.instrument.volume(size), this.instrument.turnover(this.price, size), this.side, null);
	}

	/**
	 * The book.
	 * @param nowMs the time, epoch milliseconds
	 * @return five levels a side
	 */
	public Tick.Depth depth(long nowMs) {
		return Book.around(this.depth, nowMs, this.instrument, this.price, this.side, this.seed ^ this.count);
	}

	/** See {@link Bars#of}. */
	public List<Tick.Kline> klines(Interval interval) {
		Topic topic = new Topic(this.business, this.symbol, Channel.kline(interval));
		return this.bars.of(interval).stream().map((bar) -> bar.tick(topic, this.instrument)).toList();
	}

	/** See {@link Bars#history}. */
	public List<Tick.Kline> history(Interval interval, int count) {
		Topic topic = new Topic(this.business, this.symbol, Channel.kline(interval));
		return this.bars.history(interval, count).stream().map((bar) -> bar.tick(topic, this.instrument)).toList();
	}

	/** See {@link Bars#shown}. */
	public void klinesShown() {
		this.bars.shown();
	}

	// The cube of an even draw: many small trades and a few large ones, mean as given.
	private long size() {
		double draw = this.random.nextDouble();
		return 1 + (long) (4 * this.instrument.typicalVolume() * draw * draw * draw);
	}

	private static long mix(long seed, String text) {
		long hash = seed ^ 0xcbf29ce484222325L;
		for (int i = 0; i < text.length(); i++) {
			hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
		}
		hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
		return hash ^ (hash >>> 33);
	}

}
