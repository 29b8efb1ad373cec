package io.tickrelay.cluster;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.tickrelay.cluster.engine.RedisEngine;
import io.tickrelay.cluster.log.LogInput;
import io.tickrelay.demand.DemandListener;
import io.tickrelay.demand.WantedTopics;
import io.tickrelay.hub.HubInputs;
import io.tickrelay.hub.TickHub;
import io.tickrelay.tick.Business;
import reactor.core.publisher.Mono;

/**
 * A replica's part of the cluster: its topics, its hand on the log, and the lease. Safe
 * for any thread.
 */
public final class Cluster {

	private final ClusterThread thread = new ClusterThread();

	private final RedisEngine engine;

	private final ClusterTopics topics;

	private final LogWriter writer;

	private final ClusterNode node;

	/**
	 * Creates a replica that does nothing yet.
	 * @param replica its name, which no other process ever has
	 * @param engine the engine
	 * @param hub applies the log
	 * @param businesses the businesses that it serves
	 * @param keep how long the log is kept, and how much of it
	 * @param leadership closes the upstream's sockets
	 */
	public Cluster(String replica, RedisEngine engine, TickHub hub, Set<Business> businesses, Keep keep,
			Leadership leadership) {
		hub.clock().follow();
		this.engine = engine;
		this.topics = new ClusterTopics(hub, businesses, this::onDemand);
		this.writer = new LogWriter(engine, this.thread, hub.clock(), new Retention(keep.age(), keep.bytes()),
				this.topics::keyframe, this::onWritten);
		this.node = new ClusterNode(replica, engine, this.thread, this.topics, this.writer, hub, leadership,
				System::nanoTime);
	}

	/**
	 * The inputs of this replica's sessions, which become the hub's by way of the log.
	 * @return takes them while this replica leads
	 */
	public HubInputs inputs() {
		return this.writer;
	}

	/**
	 * The topics that this replica's sessions shall carry.
	 * @return those of all replicas while this one leads, else none
	 */
	public WantedTopics wanted() {
		return this.topics;
	}

	/**
	 * Hears what this replica's clients want.
	 * @return to be added to demand's listeners
	 */
	public DemandListener demand() {
		return this.topics;
	}

	/**
	 * How this replica is.
	 * @return a copy
	 */
	public ClusterStatus status() {
		return this.node.status();
	}

	/** Begins to follow the log and to keep the lease. */
	public void start() {
		this.node.start();
	}

	/**
	 * Gives the lease up and goes on to follow the log.
	 * @return completes once another replica may lead
	 */
	public Mono<Void> leave() {
		return Mono.fromFuture(this.node::leave);
	}

	/**
	 * Waits until the log was read to its end for the first time.
	 * @param longest how long to wait
	 * @return false where it was not
	 */
	public boolean awaitWarm(Duration longest) {
		try {
			this.node.warm().get(longest.toMillis(), TimeUnit.MILLISECONDS);
			return true;
		}
		catch (TimeoutException | ExecutionException _) {
			return false;
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/** Stops for good. */
	public void stop() {
		this.thread.stop();
		this.engine.close();
	}

	private void onDemand() {
		this.node.demandChangedProxy();
	}

	private void onWritten(LogInput input) {
		this.node.onWritten(input);
	}

	/**
	 * How much of the log the engine keeps.
	 *
	 * @param age how long at least, as far as there is room
	 * @param bytes how many at most
	 */
	public record Keep(Duration age, long bytes) {
	}

}
