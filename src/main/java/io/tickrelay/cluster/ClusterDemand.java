package io.tickrelay.cluster;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import io.tickrelay.cluster.engine.RedisEngine;
import io.tickrelay.cluster.log.LogInput;
import io.tickrelay.cluster.wire.BatchReader;
import io.tickrelay.cluster.wire.BatchWriter;
import io.tickrelay.tick.Topic;

/**
 * Tells the others what this replica's clients want, and a leader what all clients want.
 * Lives on the cluster's thread.
 */
final class ClusterDemand {

	private static final long AGAIN_NS = Duration.ofSeconds(3).toNanos();

	private static final Duration GOOD_FOR = Duration.ofSeconds(10);

	private final RedisEngine engine;

	private final ClusterThread thread;

	private final ClusterTopics topics;

	private long toldNs;

	ClusterDemand(RedisEngine engine, ClusterThread thread, ClusterTopics topics, long nowNs) {
		this.engine = engine;
		this.thread = thread;
		this.topics = topics;
		this.toldNs = nowNs - AGAIN_NS;
	}

	/** Tells it again before the others forget. */
	void tellIfDue(long nowNs) {
		if (nowNs - this.toldNs >= AGAIN_NS) {
			tell(nowNs);
		}
	}

	void tell(long nowNs) {
		this.toldNs = nowNs;
		BatchWriter batch = new BatchWriter();
		this.topics.local().forEach((topic) -> batch.add(new LogInput.Born(topic, 0)));
		this.engine.wanted(batch.take(), GOOD_FOR);
	}

	/** Reads what all replicas want; nothing is told where the engine does not answer. */
	void union(Consumer<Set<Topic>> listener) {
		this.engine.allWanted().whenComplete((told, _) -> this.thread.execute(() -> {
			if (told != null) {
				Set<Topic> union = new LinkedHashSet<>(this.topics.local());
				told.forEach((one) -> union.addAll(topics(one)));
				listener.accept(union);
			}
		}));
	}

	private static List<Topic> topics(byte[] told) {
		List<LogInput> inputs = BatchReader.read(told);
		return (inputs == null) ? List.of()
				: inputs.stream()
					.filter(LogInput.Born.class::isInstance)
					.map((input) -> ((LogInput.Born) input).topic())
					.toList();
	}

}
