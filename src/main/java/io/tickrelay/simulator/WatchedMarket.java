package io.tickrelay.simulator;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.tickrelay.simulator.market.Market;
import io.tickrelay.simulator.wire.PushFrames;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Tick;

/**
 * A market and those who watch it, by channel. Encodes each push once. Loop-owned.
 */
final class WatchedMarket {

	private static final long DEPTH_EVERY_MS = 100;

	private static final long KLINES_EVERY_MS = 1_000;

	private final Market market;

	private final Map<Channel, Set<Watcher>> watchers = new HashMap<>();

	private long depthDueMs;

	private long klinesDueMs;

	WatchedMarket(Market market, long nowMs) {
		this.market = market;
		this.depthDueMs = nowMs + DEPTH_EVERY_MS;
		this.klinesDueMs = nowMs + KLINES_EVERY_MS;
	}

	Market market() {
		return this.market;
	}

	void watch(Channel channel, Watcher watcher) {
		this.watchers.computeIfAbsent(channel, (_) -> new LinkedHashSet<>()).add(watcher);
	}

	void unwatch(Channel channel, Watcher watcher) {
		Set<Watcher> those = this.watchers.get(channel);
		if (those != null && those.remove(watcher) && those.isEmpty()) {
			this.watchers.remove(channel);
		}
	}

	boolean isWatched() {
		return !this.watchers.isEmpty();
	}

	/**
	 * Lets the market move and shows what is due.
	 * @param nowMs epoch milliseconds
	 * @param muted whether to keep it to itself
	 */
	void pulse(long nowMs, boolean muted) {
		Set<Watcher> traders = muted ? Set.of() : watchersOf(Channel.TRADE);
		this.market.advanceTo(nowMs, (trade) -> push(trade, traders));
		if (nowMs >= this.depthDueMs) {
			this.depthDueMs = next(this.depthDueMs, DEPTH_EVERY_MS, nowMs);
			if (!muted) {
				pushDepth(nowMs);
			}
		}
		if (nowMs >= this.klinesDueMs) {
			this.klinesDueMs = next(this.klinesDueMs, KLINES_EVERY_MS, nowMs);
			if (!muted) {
				this.watchers.keySet().forEach(this::pushKlines);
			}
			this.market.klinesShown();
		}
	}

	/**
	 * Shows the state of one channel at once, making a trade for it.
	 * @param channel what to show
	 * @param nowMs epoch milliseconds
	 */
	void pushNow(Channel channel, long nowMs) {
		push(this.market.trade(nowMs), watchersOf(Channel.TRADE));
		switch (channel) {
			case Channel.Trade _ -> {
				// The trade was it.
			}
			case Channel.Depth _ -> pushDepth(nowMs);
			case Channel.Kline _ -> pushKlines(channel);
		}
	}

	private void pushDepth(long nowMs) {
		Set<Watcher> those = watchersOf(Channel.DEPTH);
		if (!those.isEmpty()) {
			push(this.market.depth(nowMs), those);
		}
	}

	private void pushKlines(Channel channel) {
		if (channel instanceof Channel.Kline kline) {
			List<Tick.Kline> bars = this.market.klines(kline.interval());
			bars.forEach((bar) -> push(bar, watchersOf(channel)));
		}
	}

	private Set<Watcher> watchersOf(Channel channel) {
		return this.watchers.getOrDefault(channel, Set.of());
	}

	private static void push(Tick tick, Set<Watcher> watchers) {
		if (!watchers.isEmpty()) {
			byte[] frame = PushFrames.encode(tick);
			watchers.forEach((watcher) -> watcher.push(frame));
		}
	}

	private static long next(long dueMs, long everyMs, long nowMs) {
		return (nowMs - dueMs < everyMs) ? dueMs + everyMs : nowMs + everyMs;
	}

}
