package io.tickrelay.hub;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The clients of one lane that want one stream at one rate: the newest update waits for
 * the next edge for all of them together. Lives on the lane's loop.
 */
final class PacedClients {

	private final Pace pace;

	private final HubCounters counters;

	private final Set<Outbox> clients = new LinkedHashSet<>();

	private @Nullable TickFrame newest;

	private int merged;

	// What went out between two edges went out in the next one's place.
	private boolean ahead;

	PacedClients(Pace pace, HubCounters counters) {
		this.pace = pace;
		this.counters = counters;
	}

	void add(Outbox client) {
		this.clients.add(client);
	}

	/** Lets go of a client; true where it was the last. */
	boolean remove(Outbox client) {
		this.clients.remove(client);
		if (this.clients.isEmpty()) {
			this.pace.forget(this);
		}
		return this.clients.isEmpty();
	}

	void onTick(TickFrame tick) {
		TickFrame waiting = this.newest;
		if (waiting == null) {
			this.pace.await(this);
		}
		else {
			this.merged++;
		}
		if (waiting == null || tick.replaces(waiting)) {
			this.newest = tick;
		}
	}

	/**
	 * Sends what waits, unless it has had its turn.
	 * @return whether nothing waits any more
	 */
	boolean onEdge(Consumer<Outbox> touched) {
		boolean skips = this.ahead;
		this.ahead = false;
		if (!skips) {
			send(touched);
		}
		return this.newest == null;
	}

	/**
	 * Sends what waits ahead of its time: what is to be told next says something of all
	 * that was before.
	 */
	void flush(Consumer<Outbox> touched) {
		if (this.newest != null) {
			this.pace.forget(this);
			this.ahead = true;
			send(touched);
		}
	}

	/** Tells something that waits for no edge. */
	void tell(Frame frame, Consumer<Outbox> touched) {
		this.counters.deliveries.add(this.clients.size());
		this.clients.forEach((client) -> {
			client.deliver(frame, Delivery.CONFLATE);
			touched.accept(client);
		});
	}

	private void send(Consumer<Outbox> touched) {
		TickFrame tick = this.newest;
		if (tick == null) {
			return;
		}
		int replaced = this.merged;
		this.newest = null;
		this.merged = 0;
		this.counters.conflated.add((long) replaced * this.clients.size());
		tell(tick, touched);
		this.clients.forEach((client) -> client.onConflated(replaced));
	}

}
