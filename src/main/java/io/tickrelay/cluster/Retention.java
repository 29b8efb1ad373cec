package io.tickrelay.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import io.tickrelay.cluster.engine.EntryId;

/** How far back the log reaches: to a keyframe that is old enough. */
final class Retention {

	private final long ageNs;

	private final long mostBytes;

	private final Deque<Frame> keyframes = new ArrayDeque<>();

	private EntryId keepFrom = EntryId.START;

	Retention(Duration age, long mostBytes) {
		this.ageNs = age.toNanos();
		this.mostBytes = mostBytes;
	}

	EntryId keepFrom() {
		return this.keepFrom;
	}

	/** A keyframe begins behind an entry. */
	void onKeyframe(EntryId behind, long nowNs) {
		this.keyframes.add(new Frame(behind.next(), nowNs));
		while (this.keyframes.size() > 1 && isEnoughWithoutFirst(nowNs)) {
			this.keyframes.remove();
		}
		this.keepFrom = this.keyframes.getFirst().from();
	}

	void onAppended(EntryId id, int bytes) {
		if (!this.keyframes.isEmpty()) {
			this.keyframes.getLast().bytes += bytes;
		}
	}

	private boolean isEnoughWithoutFirst(long nowNs) {
		Frame first = this.keyframes.getFirst();
		Frame second = this.keyframes.stream().skip(1).findFirst().orElse(first);
		long bytes = this.keyframes.stream().mapToLong((frame) -> frame.bytes).sum();
		return nowNs - second.sinceNs() >= this.ageNs || bytes > this.mostBytes;
	}

	private static final class Frame {

		private final EntryId from;

		private final long sinceNs;

		private long bytes;

		Frame(EntryId from, long sinceNs) {
			this.from = from;
			this.sinceNs = sinceNs;
		}

		EntryId from() {
			return this.from;
		}

		long sinceNs() {
			return this.sinceNs;
		}

	}

}
