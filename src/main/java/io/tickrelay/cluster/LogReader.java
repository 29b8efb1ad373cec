package io.tickrelay.cluster;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;

import io.tickrelay.cluster.engine.EntryId;
import io.tickrelay.cluster.engine.LogEntry;
import io.tickrelay.cluster.engine.RedisEngine;
import io.tickrelay.cluster.log.LogInput;
import io.tickrelay.cluster.wire.BatchReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the log from its oldest entry, and waits in the engine for the next. Lives on
 * the cluster's thread.
 */
final class LogReader {

	private static final Logger log = LoggerFactory.getLogger(LogReader.class);

	private static final Duration WAIT = Duration.ofMillis(500);

	private static final Duration AGAIN = Duration.ofMillis(250);

	private final RedisEngine engine;

	private final ClusterThread thread;

	private final ClusterTopics topics;

	private final LongConsumer onTerm;

	private final Owner owner;

	private final CompletableFuture<Void> warm = new CompletableFuture<>();

	private boolean reading;

	private EntryId last = EntryId.START;

	/** Where the log ended when this replica first saw it; null before. */
	private @Nullable EntryId goal;

	private long holes;

	LogReader(RedisEngine engine, ClusterThread thread, ClusterTopics topics, LongConsumer onTerm, Owner owner) {
		this.engine = engine;
		this.thread = thread;
		this.topics = topics;
		this.onTerm = onTerm;
		this.owner = owner;
	}

	/** Reads on, if it does not. */
	void start() {
		if (!this.reading) {
			read();
		}
	}

	/** The last entry that this replica has applied. */
	EntryId last() {
		return this.last;
	}

	/** This replica has applied an entry that it wrote itself. */
	void onWritten(EntryId id) {
		this.last = id;
	}

	long holes() {
		return this.holes;
	}

	/** Completes when the log was read to its end for the first time. */
	CompletableFuture<Void> warm() {
		return this.warm;
	}

	private void read() {
		this.reading = true;
		this.engine.read(this.last, WAIT).whenComplete((entries, _) -> this.thread.execute(() -> onRead(entries)));
	}

	private void onRead(@Nullable List<LogEntry> entries) {
		if (entries == null) {
			this.thread.schedule(this::read, AGAIN);
			return;
		}
		entries.forEach((entry) -> onEntry(entry.id(), entry.batch()));
		this.reading = !this.owner.isReadToItsReign();
		if (this.reading) {
			warmUp(entries.isEmpty());
			read();
		}
		else {
			this.warm.complete(null);
			this.owner.onReignRead();
		}
	}

	private void onEntry(EntryId id, byte[] batch) {
		boolean follows = id.equals(this.last.next()) || (id.term() > this.last.term() && id.number() == 1)
				|| this.last.equals(EntryId.START);
		List<LogInput> inputs = BatchReader.read(batch);
		if (!follows || inputs == null) {
			this.holes++;
			log.atWarn().addKeyValue("after", this.last).addKeyValue("id", id).log("Entries of the log are missing");
			this.topics.interruptAll();
		}
		this.last = id;
		this.onTerm.accept(id.term());
		this.owner.onHeard();
		if (inputs != null) {
			inputs.forEach(this.topics::apply);
		}
	}

	private void warmUp(boolean idle) {
		if (this.warm.isDone()) {
			return;
		}
		EntryId known = this.goal;
		if (known == null) {
			this.engine.top().whenComplete((top, _) -> this.thread.execute(() -> this.goal = top));
		}
		else if (idle || this.last.compareTo(known) >= 0) {
			this.warm.complete(null);
		}
	}

	/** Hears of the log, on the cluster's thread. */
	interface Owner {

		/** The log goes on. */
		void onHeard();

		/** Whether the last entry is this leader's first, so that it writes the next. */
		boolean isReadToItsReign();

		/** The leader's first entry is applied, and reading has stopped. */
		void onReignRead();

	}

}
