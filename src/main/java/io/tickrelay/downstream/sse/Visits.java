package io.tickrelay.downstream.sse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.tickrelay.hub.lane.LaneLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Visits each stream of one event loop once a round, with one timer for all of them.
 * Streams are spread over phases of the round, so that a quiet market does not bring
 * thousands of keep-alives in one moment. The timer runs only while there are streams.
 * Lives on its loop.
 */
final class Visits {

	private static final int PHASES = 8;

	private static final Logger log = LoggerFactory.getLogger(Visits.class);

	private final LaneLoop loop;

	private final long phaseNs;

	private final List<Set<Visited>> phases = new ArrayList<>(PHASES);

	private int streams;

	/** Where the next stream is put. */
	private int filling;

	private int visiting;

	private long dueNs;

	private boolean scheduled;

	Visits(LaneLoop loop, Duration round) {
		this.loop = loop;
		this.phaseNs = round.toNanos() / PHASES;
		for (int i = 0; i < PHASES; i++) {
			this.phases.add(new LinkedHashSet<>());
		}
	}

	void add(Visited stream) {
		if (this.phases.get(this.filling).add(stream)) {
			this.filling = (this.filling + 1) % PHASES;
			this.streams++;
		}
		if (!this.scheduled) {
			this.dueNs = this.loop.nowNs();
			schedule();
		}
	}

	void remove(Visited stream) {
		if (this.phases.stream().anyMatch((phase) -> phase.remove(stream))) {
			this.streams--;
		}
	}

	private void schedule() {
		long nowNs = this.loop.nowNs();
		this.dueNs += this.phaseNs;
		if (this.dueNs - nowNs < 0) {
			// The loop was late. What it missed is not made up for.
			this.dueNs = nowNs;
		}
		this.loop.schedule(this::visit, this.dueNs - nowNs);
		this.scheduled = true;
	}

	private void visit() {
		this.scheduled = false;
		long nowNs = this.loop.nowNs();
		for (Visited stream : this.phases.get(this.visiting)) {
			visit(stream, nowNs);
		}
		this.visiting = (this.visiting + 1) % PHASES;
		if (this.streams > 0) {
			schedule();
		}
	}

	/** A bug in one stream's way must not cost the others their keep-alives. */
	private static void visit(Visited stream, long nowNs) {
		try {
			stream.onVisit(nowNs);
		}
		catch (RuntimeException ex) {
			log.atError().setCause(ex).log("A stream could not be kept alive");
		}
	}

	/** A stream as the round sees it. */
	interface Visited {

		/**
		 * The stream's moment in this round. Neither adds nor removes a stream.
		 * @param nowNs the loop's time
		 */
		void onVisit(long nowNs);

	}

}
