package io.tickrelay.cluster;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Starts a replica, which is ready once it has read the log. Gives the lease up while
 * clients are sent away, so that another replica leads as they go.
 */
public final class ClusterLifecycle implements SmartLifecycle {

	private static final Logger log = LoggerFactory.getLogger(ClusterLifecycle.class);

	/** The latest time at which a replica that hears no log is ready all the same. */
	private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(20);

	private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(3);

	private final Cluster cluster;

	private final AtomicBoolean running = new AtomicBoolean();

	/**
	 * Creates the lifecycle.
	 * @param cluster the replica's part of the cluster
	 */
	public ClusterLifecycle(Cluster cluster) {
		this.cluster = cluster;
	}

	@Override
	public void start() {
		this.running.set(true);
		this.cluster.start();
		if (!this.cluster.awaitWarm(LONGEST_WARM_UP)) {
			log.warn("The log of the cluster was not read in time; the relay is ready without it");
		}
	}

	@Override
	public void stop() {
		throw new IllegalStateException("Stopping takes time: use stop(Runnable)");
	}

	@Override
	public void stop(Runnable callback) {
		this.running.set(false);
		this.cluster.leave().timeout(LONGEST_GOODBYE).onErrorComplete().doFinally((_) -> callback.run()).subscribe();
	}

	@Override
	public boolean isRunning() {
		return this.running.get();
	}

	@Override
	public int getPhase() {
		return DEFAULT_PHASE;
	}

}
