package io.tickrelay.upstream.rest;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.machine.MarketHours;
import io.tickrelay.upstream.wire.RestReader;
import io.tickrelay.upstream.wire.RestRequest;
import io.tickrelay.upstream.wire.TradingDays;
import io.tickrelay.upstream.wire.TradingHours;
import org.jspecify.annotations.Nullable;

/**
 * The hours and holidays of the stock markets, fetched at the first question and once a
 * day from then on. A question is answered from what is known, at once. Other businesses'
 * hours are not known: crypto never closes, and the vendor's answer on the others names
 * no symbols. Safe for any thread.
 */
public final class TradingCalendar implements MarketHours {

	private static final Duration REFRESHED_EVERY = Duration.ofDays(1);

	private static final Duration STALE_AFTER = Duration.ofDays(8);

	private static final Duration SHORTEST_RETRY = Duration.ofMinutes(1);

	private static final Duration LONGEST_RETRY = Duration.ofHours(1);

	private static final int MOST_DOUBLINGS = 6;

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final int DAYS_BEHIND = 4;

	private static final int DAYS_AHEAD = 14;

	private final Rest rest;

	private final InstantSource time;

	/** The wall clock may be set; when to ask again is no matter of that. */
	private final LongSupplier nanoTime;

	private volatile Known known = new Known(Map.of(), 0);

	// Guarded by this; null where nothing was asked yet.
	private @Nullable Long dueNs;

	// Guarded by this.
	private boolean fetching;

	// Guarded by this.
	private int failures;

	/**
	 * Creates a calendar that knows nothing yet.
	 * @param rest asks the vendor
	 * @param time the wall clock
	 * @param nanoTime a monotonic clock
	 */
	public TradingCalendar(Rest rest, InstantSource time, LongSupplier nanoTime) {
		this.rest = rest;
		this.time = time;
		this.nanoTime = nanoTime;
	}

	@Override
	public boolean explainSilence(Topic topic) {
		Market market = topic.business().equals(Business.STOCK) ? Market.of(topic.symbol()) : null;
		if (market == null) {
			return false;
		}
		Instant now = this.time.instant();
		long nowNs = this.nanoTime.getAsLong();
		if (beginsFetch(nowNs)) {
			fetch(now);
		}
		Known current = this.known;
		MarketCalendar calendar = current.markets().get(market);
		return calendar != null && nowNs - current.sinceNs() < STALE_AFTER.toNanos() && !calendar.isTrading(now);
	}

	private synchronized boolean beginsFetch(long nowNs) {
		if (this.fetching || (this.dueNs != null && nowNs - this.dueNs < 0)) {
			return false;
		}
		this.fetching = true;
		return true;
	}

	private void fetch(Instant now) {
		ask(RestRequest.MARKETS, RestReader::markets,
				(hours) -> fetchDays(hours, new ArrayList<>(List.of(Market.values())), new EnumMap<>(Market.class),
						LocalDate.ofInstant(now, ZoneOffset.UTC)));
	}

	private void fetchDays(Map<String, List<TradingHours>> hours, List<Market> missing,
			Map<Market, MarketCalendar> calendars, LocalDate today) {
		if (missing.isEmpty()) {
			onFetched(calendars);
			return;
		}
		Market market = missing.removeFirst();
		ask(RestRequest.tradingDays(market.name(), today.minusDays(DAYS_BEHIND), today.plusDays(DAYS_AHEAD)),
				RestReader::tradingDays, (days) -> {
					calendars.put(market,
							new MarketCalendar(market.zone, hours.getOrDefault(market.name(), List.of()), days));
					fetchDays(hours, missing, calendars, today);
				});
	}

	private <T> void ask(RestRequest request, Function<byte[], @Nullable T> reader, Consumer<T> then) {
		this.rest.<T>askProxy(request, PATIENCE, reader, (result) -> {
			switch (result) {
				case RestResult.Answered<T>(T value) -> then.accept(value);
				case RestResult.Failed<T>(RestOutcome outcome) -> onFailed(outcome);
			}
		});
	}

	private void onFetched(Map<Market, MarketCalendar> calendars) {
		this.known = new Known(Map.copyOf(calendars), this.nanoTime.getAsLong());
		endFetch(REFRESHED_EVERY, 0);
	}

	private synchronized void onFailed(RestOutcome outcome) {
		Duration grown = SHORTEST_RETRY.multipliedBy(1L << Math.min(this.failures, MOST_DOUBLINGS));
		Duration retry = (grown.compareTo(LONGEST_RETRY) < 0) ? grown : LONGEST_RETRY;
		// What was not even sent says nothing of the vendor.
		endFetch(retry, this.failures + ((outcome == RestOutcome.REFUSED_LOCALLY) ? 0 : 1));
	}

	private synchronized void endFetch(Duration pause, int failuresNow) {
		this.dueNs = this.nanoTime.getAsLong() + pause.toNanos();
		this.failures = failuresNow;
		this.fetching = false;
	}

	/** The markets as the vendor names them. */
	private enum Market {

		US("America/New_York"), HK("Asia/Hong_Kong"), CN("Asia/Shanghai");

		private final ZoneId zone;

		Market(String zone) {
			this.zone = ZoneId.of(zone);
		}

		static @Nullable Market of(String symbol) {
			return switch (symbol.substring(symbol.lastIndexOf('.') + 1)) {
				case "US" -> US;
				case "HK" -> HK;
				case "SH", "SZ" -> CN;
				default -> null;
			};
		}

	}

	private record Known(Map<Market, MarketCalendar> markets, long sinceNs) {
	}

}
