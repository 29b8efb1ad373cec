package io.tickrelay.downstream.security;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import io.tickrelay.tick.Counts;
import io.tickrelay.downstream.contract.Caller;
import org.jspecify.annotations.Nullable;

/**
 * Tickets for browsers, whose {@code EventSource} and {@code WebSocket} can send no
 * header. Each opens one stream, once, within seconds. So a ticket that is found in a log
 * or a history opens nothing. Bounded in all and for each credential. Safe for any
 * thread.
 */
public final class Tickets {

	private static final int RANDOM_BYTES = 32;

	/** What one credential may have of all. */
	private static final int SHARE = 4;

	private final Duration ttl;

	private final int most;

	private final LongSupplier nanoTime;

	private final SecureRandom random = new SecureRandom();

	// By the ticket's hash, so that no comparison's time tells of a ticket; in the order
	// of issue, which is that of their ends but for a time that goes back behind a
	// standstill. Guarded by this, as is what follows.
	private final Map<String, Issued> open = new LinkedHashMap<>();

	private final Counts<String> openOf = Counts.concurrent();

	Tickets(Duration ttl, int most, LongSupplier nanoTime) {
		this.ttl = ttl;
		this.most = most;
		this.nanoTime = nanoTime;
	}

	Duration ttl() {
		return this.ttl;
	}

	/** A new ticket; null where too many are open. */
	synchronized @Nullable String issue(Caller caller) {
		expire();
		int share = Math.max(1, this.most / SHARE);
		if (this.open.size() >= this.most || this.openOf.of(caller.name()) >= share) {
			return null;
		}
		byte[] bytes = new byte[RANDOM_BYTES];
		this.random.nextBytes(bytes);
		String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
		this.open.put(hash(ticket), new Issued(caller, this.nanoTime.getAsLong() + this.ttl.toNanos()));
		this.openOf.add(caller.name());
		return ticket;
	}

	/** Whose ticket it is; null where it is none, was used, or is too old. */
	synchronized @Nullable Caller look(String ticket) {
		Issued issued = this.open.get(hash(ticket));
		return (issued == null || isOver(issued)) ? null : issued.caller();
	}

	/** Whose ticket it is, once; null where it is none, was used, or is too old. */
	synchronized @Nullable Caller redeem(String ticket) {
		expire();
		Issued issued = this.open.remove(hash(ticket));
		if (issued == null) {
			return null;
		}
		forget(issued);
		// An older one that lasts longer may have kept it here.
		return isOver(issued) ? null : issued.caller();
	}

	/**
	 * How many are open.
	 * @return within the bound
	 */
	public synchronized int count() {
		expire();
		return this.open.size();
	}

	private void expire() {
		Iterator<Issued> oldest = this.open.values().iterator();
		while (oldest.hasNext()) {
			Issued issued = oldest.next();
			if (!isOver(issued)) {
				return;
			}
			oldest.remove();
			forget(issued);
		}
	}

	private boolean isOver(Issued issued) {
		return issued.endNs() - this.nanoTime.getAsLong() <= 0;
	}

	private void forget(Issued issued) {
		this.openOf.remove(issued.caller().name());
	}

	private static String hash(String ticket) {
		return HexFormat.of().formatHex(KeyRing.sha256(ticket));
	}

	private record Issued(Caller caller, long endNs) {
	}

}
