package io.tickrelay.downstream.contract;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The counters of the clients' side since the start. The keys are fixed, so no client can
 * add one.
 */
public final class DownstreamCounters {

	private static final Duration QUIET = Duration.ofMinutes(1);

	private static final Logger log = LoggerFactory.getLogger(DownstreamCounters.class);

	private final AtomicLong quietUntilNs = new AtomicLong(System.nanoTime());

	private final Map<Transport, LongAdder> opened = adders(Transport.class);

	private final Map<Transport, LongAdder> open = adders(Transport.class);

	private final Map<DisconnectReason, LongAdder> ended = adders(DisconnectReason.class);

	private final Map<ErrorCode, LongAdder> errors = adders(ErrorCode.class);

	/**
	 * Sessions that have begun.
	 * @param visitor takes each transport with its total
	 */
	public void eachOpened(BiConsumer<Transport, LongAdder> visitor) {
		this.opened.forEach(visitor);
	}

	/**
	 * Sessions that are open now.
	 * @param visitor takes each transport with its count
	 */
	public void eachOpen(BiConsumer<Transport, LongAdder> visitor) {
		this.open.forEach(visitor);
	}

	/**
	 * Sessions that have ended.
	 * @param visitor takes each reason with its total
	 */
	public void eachEnded(BiConsumer<DisconnectReason, LongAdder> visitor) {
		this.ended.forEach(visitor);
	}

	/**
	 * Requested streams that were refused.
	 * @param visitor takes each error with its total
	 */
	public void eachError(BiConsumer<ErrorCode, LongAdder> visitor) {
		this.errors.forEach(visitor);
	}

	/**
	 * Counts a session.
	 * @param transport how its client came
	 */
	public void onOpened(Transport transport) {
		at(this.opened, transport).increment();
		at(this.open, transport).increment();
	}

	/**
	 * Counts a session's end.
	 * @param transport how its client came
	 * @param reason why it ended
	 */
	public void onEnded(Transport transport, DisconnectReason reason) {
		at(this.open, transport).decrement();
		LongAdder total = at(this.ended, reason);
		total.increment();
		if (reason == DisconnectReason.SLOW_CONSUMER) {
			tellOfSlowClient(transport, total);
		}
	}

	/** They come by the hundred, where a network is too small. */
	private void tellOfSlowClient(Transport transport, LongAdder total) {
		long nowNs = System.nanoTime();
		long quietNs = this.quietUntilNs.get();
		if (nowNs - quietNs >= 0 && this.quietUntilNs.compareAndSet(quietNs, nowNs + QUIET.toNanos())) {
			log.atWarn()
				.addKeyValue("transport", transport)
				.addKeyValue("total", total.sum())
				.log("A client read too slowly and was ended; others that follow within a minute are counted alone");
		}
	}

	/**
	 * Counts a refusal.
	 * @param code why
	 */
	public void onError(ErrorCode code) {
		at(this.errors, code).increment();
	}

	private static <K extends Enum<K>> LongAdder at(Map<K, LongAdder> adders, K key) {
		return adders.computeIfAbsent(key, (absent) -> new LongAdder());
	}

	private static <K extends Enum<K>> Map<K, LongAdder> adders(Class<K> keys) {
		Map<K, LongAdder> adders = new EnumMap<>(keys);
		for (K key : keys.getEnumConstants()) {
			adders.put(key, new LongAdder());
		}
		return adders;
	}

}
