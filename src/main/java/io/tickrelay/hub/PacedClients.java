package io.tickrelay.hub;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
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

	/** Who came while something waited, and how much had been told by then. */
	private final Map<Outbox, Integer> latecomers = new HashMap<>();

	private @Nullable TickFrame newest;

	/** How many updates became the newest one. */
	private int updates;

	// What went out between two edges went out in the next one's place.
	private boolean ahead;

	PacedClients(Pace pace, HubCounters counters) {
		this.pace = pace;
		this.counters = counters;
	}

	/** Lets a client in that has got, or need not get, what waits. */
	void add(Outbox client) {
		this.clients.add(client);
		if (this.updates > 0) {
			this.latecomers.put(client, this.updates);
		}
	}

	/** When what waits was received; 0 where nothing does. */
	long newestMicros() {
		TickFrame tick = this.newest;
		return (tick == null) ? 0 : tick.receivedMicros();
	}

	/** Sends one client what waits for it, because it won't be here at the next edge. */
	void catchUp(Outbox client) {
		TickFrame tick = this.newest;
		if (tick != null) {
			send(client, tick);
		}
	}

	/** Lets go of a client; true where it was the last. */
	boolean remove(Outbox client) {
		this.clients.remove(client);
		this.latecomers.remove(client);
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
		this.updates++;
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
		try {
			this.clients.forEach((client) -> {
				send(client, tick);
				touched.accept(client);
			});
		}
		finally {
			this.newest = null;
			this.updates = 0;
			this.latecomers.clear();
		}
	}

	private void send(Outbox client, TickFrame tick) {
		int untold = this.updates - this.latecomers.getOrDefault(client, 0);
		if (untold > 0) {
			this.counters.deliveries.increment();
			client.deliver(tick, Delivery.CONFLATE);
			if (untold > 1) {
				this.counters.conflated.add(untold - 1);
				client.onConflated(untold - 1);
			}
		}
	}

}
