package io.tickrelay.hub.lane;

import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.tickrelay.tick.Topic;

/**
 * The topics that lost a frame on the way to a lane. A loss is told behind the frames
 * that were queued before it. Lives on the lane's loop, but for {@link #add}.
 */
final class LaneLosses {

	/** Topics that lost a frame since the last look. */
	private final Set<Topic> lost = ConcurrentHashMap.newKeySet();

	/** Topics that lost a frame behind frames that are still queued. */
	private final Set<Topic> behind = new HashSet<>();

	private int queuedBefore;

	/** Notes a loss. For any thread. */
	void add(Topic topic) {
		this.lost.add(topic);
	}

	boolean isEmpty() {
		return this.lost.isEmpty() && this.behind.isEmpty();
	}

	/** Looks for new losses, unless older ones are still to be told. */
	void look(int queued) {
		if (this.behind.isEmpty() && !this.lost.isEmpty()) {
			this.lost.forEach((topic) -> {
				this.behind.add(topic);
				this.lost.remove(topic);
			});
			this.queuedBefore = queued;
		}
	}

	/** A frame has left the queue. */
	void onHanded() {
		this.queuedBefore--;
	}

	/** Whether all frames that were queued before the loss were handed on. */
	boolean areDue(Queue<?> inbox) {
		return !this.behind.isEmpty() && (this.queuedBefore <= 0 || inbox.isEmpty());
	}

	void tell(Consumer<Topic> teller) {
		this.behind.forEach(teller);
		this.behind.clear();
	}

}
