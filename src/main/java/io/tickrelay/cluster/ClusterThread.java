package io.tickrelay.cluster;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that a replica's part of the cluster lives on. It applies the log, so it
 * is the hub's one emitter. A task that fails costs that task alone.
 */
final class ClusterThread {

	private static final Logger log = LoggerFactory.getLogger(ClusterThread.class);

	private final ScheduledExecutorService executor = Executors
		.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("cluster").factory());

	void execute(Runnable task) {
		try {
			this.executor.execute(() -> guard(task));
		}
		catch (RejectedExecutionException _) {
			// The relay stops.
		}
	}

	void schedule(Runnable task, Duration delay) {
		try {
			this.executor.schedule(() -> guard(task), delay.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException _) {
			// The relay stops.
		}
	}

	void every(Runnable task, Duration interval) {
		this.executor.scheduleWithFixedDelay(() -> guard(task), 0, interval.toNanos(), TimeUnit.NANOSECONDS);
	}

	void stop() {
		this.executor.shutdown();
	}

	private static void guard(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException ex) {
			log.atError().setCause(ex).log("The cluster's thread met a bug");
		}
	}

}
