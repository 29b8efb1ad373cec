package io.tickrelay.hub.lane;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

import io.tickrelay.hub.Frame;
import io.tickrelay.hub.GapFrame;
import io.tickrelay.hub.HubCounters;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.Outbox;
import io.tickrelay.tick.Tick;
import org.jspecify.annotations.Nullable;

/**
 * The clients of one lane that want one stream at one rate. The newest update, or that of
 * each bar, waits for the next edge for all of them together. Lives on the lane's loop.
 */
final class PacedClients {

	private final Pace pace;

	private final HubCounters counters;

	private final Set<Outbox> clients = new LinkedHashSet<>();

	/** Clients that came while an update waited, and how much had been told by then. */
	private final Map<Outbox, Told> lateJoiners = new HashMap<>();

	private @Nullable TickFrame newest;

	/**
	 * The bars that wait, once a bar has come. The newest tick is only one of them.
	 */
	private @Nullable PacedBars bars;

	/** How many updates the waiting one stands for. */
	private int updates;

	// Whether an update went out between two edges, in place of the next edge.
	private boolean ahead;

	PacedClients(Pace pace, HubCounters counters) {
		this.pace = pace;
		this.counters = counters;
	}

	/** Adds a client that has got, or need not get, the update that waits. */
	void add(Outbox client) {
		this.clients.add(client);
		TickFrame waiting = this.newest;
		if (waiting != null) {
			this.lateJoiners.put(client, new Told(this.updates, waiting.seq()));
		}
	}

	/** The receive time of the update that waits; 0 where none does. */
	long newestMicros() {
		TickFrame tick = this.newest;
		return (tick == null) ? 0 : tick.receivedMicros();
	}

	/** Sends one client its waiting update, because it won't be here at the next edge. */
	void catchUp(Outbox client) {
		TickFrame tick = this.newest;
		if (tick != null) {
			send(client, tick);
		}
	}

	/** Lets go of a client; true where it was the last. */
	boolean remove(Outbox client) {
		this.clients.remove(client);
		this.lateJoiners.remove(client);
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
		this.newest = tick;
		if (tick.tick() instanceof Tick.Kline bar) {
			PacedBars known = this.bars;
			if (known == null) {
				known = new PacedBars();
				this.bars = known;
			}
			known.put(bar, tick);
		}
	}

	/**
	 * Sends what waits, unless an update went out ahead of this edge.
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
	 * Sends what waits ahead of its time, because the next frame says something of all
	 * that was before.
	 */
	void flush(Consumer<Outbox> touched) {
		if (this.newest != null) {
			this.ahead = true;
			send(touched);
		}
	}

	/** Sends a frame that waits for no edge. */
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
			if (this.bars != null) {
				this.bars.clear();
			}
			this.lateJoiners.clear();
		}
	}

	private void send(Outbox client, TickFrame tick) {
		Told told = this.lateJoiners.getOrDefault(client, Told.NOTHING);
		int untold = this.updates - told.updates();
		if (untold > 0) {
			int merged = untold - ((this.bars == null) ? send(client, tick, told) : send(client, this.bars, told));
			if (merged > 0) {
				this.counters.conflated.add(merged);
				client.onConflated(merged);
			}
		}
	}

	private int send(Outbox client, TickFrame tick, Told told) {
		if (tick.seq() <= told.seq()) {
			return 0;
		}
		this.counters.deliveries.increment();
		client.deliver(tick, Delivery.CONFLATE);
		return 1;
	}

	private int send(Outbox client, PacedBars waiting, Told told) {
		int sent = 0;
		GapFrame gap = waiting.dropped();
		if (gap != null && gap.toSeq() > told.seq()) {
			client.deliver(gap, Delivery.CONFLATE);
			this.counters.dropped.add(Objects.requireNonNullElse(gap.dropped(), 0L));
		}
		for (TickFrame bar : waiting.updates()) {
			sent += send(client, bar, told);
		}
		return sent;
	}

	/**
	 * How much a client had been told, when it came, of the updates that wait.
	 *
	 * @param updates how many
	 * @param seq the number of the last
	 */
	private record Told(int updates, long seq) {

		static final Told NOTHING = new Told(0, 0);

	}

}
