package io.tickrelay.simulator;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.BiPredicate;

import io.tickrelay.simulator.market.Bars;
import io.tickrelay.simulator.market.Market;
import io.tickrelay.simulator.market.SimulatorSettings;
import io.tickrelay.simulator.market.SymbolForm;
import io.tickrelay.simulator.wire.SymbolChannel;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;

/**
 * All markets. A market moves only while it is watched. An unwatched market stands still
 * and continues where it stood when it is watched again; of those the 1,000 most recently
 * watched are kept, an older one starts anew. Loop-owned.
 */
final class Exchange {

	private static final int MOST_IDLE_MARKETS = 1_000;

	private final SimulatorSettings settings;

	private final BiPredicate<Business, String> muted;

	private final Map<Key, WatchedMarket> watched = new HashMap<>();

	// In the order in which they fell idle, so the first is the one to forget.
	private final SequencedMap<Key, Market> idle = new LinkedHashMap<>();

	Exchange(SimulatorSettings settings, BiPredicate<Business, String> muted) {
		this.settings = settings;
		this.muted = muted;
	}

	/**
	 * Begins to show a channel of a symbol.
	 * @param watcher to whom
	 * @param wanted what; of what cannot be traded there nothing will be shown
	 * @param nowMs epoch milliseconds
	 */
	void watch(Watcher watcher, SymbolChannel wanted, long nowMs) {
		String symbol = wanted.symbol();
		if (Topic.isSymbol(symbol) && SymbolForm.of(symbol).tradesOn(watcher.business())) {
			this.watched.computeIfAbsent(new Key(watcher.business(), symbol), (key) -> open(key, nowMs))
				.watch(wanted.channel(), watcher);
		}
	}

	void unwatch(Watcher watcher, SymbolChannel standing) {
		Key key = new Key(watcher.business(), standing.symbol());
		WatchedMarket market = this.watched.get(key);
		if (market != null) {
			market.unwatch(standing.channel(), watcher);
			if (!market.isWatched()) {
				this.watched.remove(key);
				rest(key, market.market());
			}
		}
	}

	/** Moves all markets to a time and shows what is due. */
	void pulse(long nowMs) {
		this.watched.forEach((key, market) -> market.pulse(nowMs, this.muted.test(key.business(), key.symbol())));
	}

	/** Shows a channel at once, unless it is muted or cannot be traded. */
	void pushNow(Watcher watcher, SymbolChannel wanted, long nowMs) {
		WatchedMarket market = this.watched.get(new Key(watcher.business(), wanted.symbol()));
		if (market != null && !this.muted.test(watcher.business(), wanted.symbol())) {
			market.pushNow(wanted.channel(), nowMs);
		}
	}

	/**
	 * The newest bars of a symbol.
	 * @param business where it trades
	 * @param symbol any text; none of one that cannot be traded there
	 * @param interval the bars' span
	 * @param count the most bars, the open one included
	 * @param nowMs epoch milliseconds
	 * @return newest last
	 */
	List<Tick.Kline> history(Business business, String symbol, Interval interval, int count, long nowMs) {
		if (!Topic.isSymbol(symbol) || !SymbolForm.of(symbol).tradesOn(business)) {
			return List.of();
		}
		Key key = new Key(business, symbol);
		WatchedMarket market = this.watched.get(key);
		if (market != null) {
			return market.market().history(interval, count);
		}
		Market standing = this.idle.remove(key);
		if (standing == null) {
			standing = new Market(business, symbol, this.settings, nowMs - Bars.MOST_FINISHED * Bars.MINUTE_MS);
		}
		standing.resumeAt(nowMs);
		rest(key, standing);
		return standing.history(interval, count);
	}

	int watchedMarkets() {
		return this.watched.size();
	}

	int idleMarkets() {
		return this.idle.size();
	}

	private WatchedMarket open(Key key, long nowMs) {
		Market standing = this.idle.remove(key);
		if (standing == null) {
			return new WatchedMarket(new Market(key.business(), key.symbol(), this.settings, nowMs), nowMs);
		}
		standing.resumeAt(nowMs);
		return new WatchedMarket(standing, nowMs);
	}

	private void rest(Key key, Market market) {
		this.idle.put(key, market);
		if (this.idle.size() > MOST_IDLE_MARKETS) {
			this.idle.pollFirstEntry();
		}
	}

	private record Key(Business business, String symbol) {
	}

}
