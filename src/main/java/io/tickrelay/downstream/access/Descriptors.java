package io.tickrelay.downstream.access;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import com.sun.management.UnixOperatingSystemMXBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How connections share the process's file descriptors. A process without any left
 * accepts no connection, health checks included, and clients hang. Some are kept for the
 * upstream and for files, and some for connections that are no clients. So a newcomer is
 * refused at once and a health check is answered. Safe for any thread.
 */
public final class Descriptors {

	/** Kept for the upstream's sockets, files and name servers. */
	static final int RESERVE = 32;

	/** Kept for connections that are no clients, or more where there are many. */
	static final int FEWEST_NEWCOMERS = 8;

	private static final int NEWCOMERS_SHARE = 8;

	private static final Duration QUIET = Duration.ofMinutes(1);

	private static final long LOOK_AGAIN_NS = Duration.ofSeconds(5).toNanos();

	private static final String REMEDY = "Raise the limit (ulimit -n, LimitNOFILE of systemd, --ulimit nofile of"
			+ " Docker), or lower relay.downstream.max-connections and max-handshakes";

	private static final Logger log = LoggerFactory.getLogger(Descriptors.class);

	private final Source source;

	private final int maxClients;

	private final int maxNewcomers;

	private final LongSupplier nanoTime;

	/** All connections, clients or not. */
	private final AtomicInteger connections = new AtomicInteger();

	private final AtomicLong quietUntilNs;

	private final AtomicLong lookedNs;

	private volatile Share share;

	/**
	 * Creates the account of a process that has all that it needs, until it is looked at.
	 * @param source knows the process
	 * @param maxClients the most clients, as the settings have it
	 * @param maxNewcomers the most connections that are no clients, as the settings have
	 * it
	 * @param nanoTime a monotonic clock
	 */
	Descriptors(Source source, int maxClients, int maxNewcomers, LongSupplier nanoTime) {
		this.source = source;
		this.maxClients = maxClients;
		this.maxNewcomers = maxNewcomers;
		this.nanoTime = nanoTime;
		this.quietUntilNs = new AtomicLong(nanoTime.getAsLong());
		this.lookedNs = new AtomicLong(nanoTime.getAsLong());
		this.share = new Share(Integer.MAX_VALUE, maxClients, false);
	}

	/**
	 * The account of this process.
	 * @param maxClients the most clients, as the settings have it
	 * @param maxNewcomers the most connections that are no clients, as the settings have
	 * it
	 * @return it, not looked at yet
	 */
	public static Descriptors ofProcess(int maxClients, int maxNewcomers) {
		Source source = (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)
				? new Source(unix::getMaxFileDescriptorCount, unix::getOpenFileDescriptorCount)
				: new Source(() -> -1, () -> -1);
		return new Descriptors(source, maxClients, maxNewcomers, System::nanoTime);
	}

	/** The server listens: what is open now is no connection's. */
	public void onListening() {
		look();
		if (this.share.few()) {
			log.atWarn()
				.addKeyValue("descriptors", this.source.most().getAsLong())
				.addKeyValue("clients", clients())
				.log("The process may open too few files for the connections that the settings allow: fewer clients"
						+ " are let in. " + REMEDY);
		}
	}

	/**
	 * A connection was accepted.
	 * @return whether there is room for it; else it does not count
	 */
	boolean enter() {
		if (this.share.few()) {
			lookAgain();
		}
		if (this.connections.incrementAndGet() <= this.share.connections()) {
			return true;
		}
		leave();
		onTurnedAway();
		return false;
	}

	/** A connection that has entered is closed. */
	void leave() {
		this.connections.decrementAndGet();
	}

	/** The most clients at once: what was set, or fewer. */
	int clients() {
		return this.share.clients();
	}

	/** Whether what is kept for others than clients is in use. */
	public boolean areScarce() {
		return this.share.few() && this.connections.get() > this.share.clients();
	}

	/** A newcomer was turned away, perhaps for want of descriptors. */
	void onTurnedAway() {
		if (this.share.few()) {
			tellOfShortage();
		}
	}

	/** No connection could be accepted. */
	void onExhausted() {
		tellOfShortage();
	}

	private void lookAgain() {
		long nowNs = this.nanoTime.getAsLong();
		long lookedNs = this.lookedNs.get();
		if (nowNs - lookedNs >= LOOK_AGAIN_NS && this.lookedNs.compareAndSet(lookedNs, nowNs)) {
			look();
		}
	}

	private void look() {
		long most = this.source.most().getAsLong();
		long others = this.source.open().getAsLong() - this.connections.get();
		long room = most - Math.max(0, others) - RESERVE;
		if (most <= 0 || room >= (long) this.maxClients + this.maxNewcomers) {
			this.share = new Share(Integer.MAX_VALUE, this.maxClients, false);
			return;
		}
		int pendingConnections = (int) Math.max(FEWEST_NEWCOMERS, Math.min(this.maxNewcomers, room / NEWCOMERS_SHARE));
		int clients = Math.clamp(room - pendingConnections, 1, this.maxClients);
		this.share = new Share(clients + pendingConnections, clients, true);
	}

	private void tellOfShortage() {
		long nowNs = this.nanoTime.getAsLong();
		long quietNs = this.quietUntilNs.get();
		if (nowNs - quietNs >= 0 && this.quietUntilNs.compareAndSet(quietNs, nowNs + QUIET.toNanos())) {
			log.atWarn()
				.addKeyValue("descriptors", this.source.most().getAsLong())
				.addKeyValue("clients", clients())
				.log("Newcomers are turned away because the process may open no more files. " + REMEDY);
		}
	}

	/**
	 * What the operating system says.
	 *
	 * @param most how many the process may have; not positive where that is unknown
	 * @param open how many it has
	 */
	record Source(LongSupplier most, LongSupplier open) {
	}

	/**
	 * What connections may have.
	 *
	 * @param connections of all
	 * @param clients of those that are clients
	 * @param few whether that is less than the settings would have
	 */
	private record Share(int connections, int clients, boolean few) {
	}

}
