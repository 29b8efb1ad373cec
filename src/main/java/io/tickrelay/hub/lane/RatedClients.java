package io.tickrelay.hub.lane;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

import io.tickrelay.hub.Frame;
import io.tickrelay.hub.HubCounters;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.hub.outbox.Outbox;

/**
 * The clients of one lane that want one stream at some rate, by their rate. Lives on the
 * lane's loop.
 */
final class RatedClients {

	private final Paces paces;

	private final HubCounters counters;

	private final Map<Integer, PacedClients> byRate = new HashMap<>();

	RatedClients(Paces paces, HubCounters counters) {
		this.paces = paces;
		this.counters = counters;
	}

	/** Adds a client that has got, or need not get, the update that waits. */
	void add(Outbox client, int perSecond) {
		this.byRate.computeIfAbsent(perSecond, (rate) -> new PacedClients(this.paces.of(rate), this.counters))
			.add(client);
	}

	/** Sends one client its waiting update, because it won't be here at the next edge. */
	void catchUp(Outbox client, int perSecond) {
		PacedClients clients = this.byRate.get(perSecond);
		if (clients != null) {
			clients.catchUp(client);
		}
	}

	void remove(Outbox client, int perSecond) {
		this.byRate.computeIfPresent(perSecond, (rate, clients) -> clients.remove(client) ? null : clients);
	}

	void onTick(TickFrame tick) {
		if (!this.byRate.isEmpty()) {
			this.byRate.values().forEach((clients) -> clients.onTick(tick));
		}
	}

	/** Sends what waits ahead of its time. */
	void flush(Consumer<Outbox> touched) {
		this.byRate.values().forEach((clients) -> clients.flush(touched));
	}

	/** Sends a frame that waits for no edge, behind what waits for one. */
	void tell(Frame frame, Consumer<Outbox> touched) {
		flush(touched);
		this.byRate.values().forEach((clients) -> clients.tell(frame, touched));
	}

}
