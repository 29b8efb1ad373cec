package io.tickrelay.hub;

import java.util.ArrayDeque;
import java.util.Queue;

import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one client. While the client's socket keeps up nothing waits: frames
 * pass through into the link's batch. When it does not, frames queue here within bounds,
 * in their order; a conflated stream keeps its place in the queue and only its newest
 * update, behind the gap that it follows. Control messages go in front. Lives on the loop
 * of its lane.
 */
public final class Outbox {

	private final WireFormat format;

	private final ClientLink link;

	private final OutboxLimits limits;

	private final HubCounters counters;

	private final Queue<byte[]> control = new ArrayDeque<>();

	private final ArrayDeque<Slot> queue = new ArrayDeque<>();

	private final Conflation conflation = new Conflation();

	private int queuedFrames;

	private long queuedBytes;

	private long writes;

	private boolean dirty;

	private boolean overflowed;

	/**
	 * Creates an empty outbox.
	 * @param format the transport's encoding
	 * @param link the way to the socket
	 * @param limits bounds
	 * @param counters the hub's totals
	 */
	public Outbox(WireFormat format, ClientLink link, OutboxLimits limits, HubCounters counters) {
		this.format = format;
		this.link = link;
		this.limits = limits;
		this.counters = counters;
	}

	/**
	 * Sends a message that belongs to this client alone, ahead of the frames that wait.
	 * @param message whole transport frames
	 */
	public void control(byte[] message) {
		if (this.overflowed) {
			return;
		}
		if (canPassThrough()) {
			write(message);
		}
		else if (this.control.size() < this.limits.controlMessages()) {
			this.control.add(message);
		}
		else {
			this.overflowed = true;
		}
	}

	/**
	 * Sends what was written since the last call, or reports that a bound was passed.
	 * Called once after a batch, never between its frames.
	 */
	public void settle() {
		if (this.overflowed) {
			this.link.overflowed();
		}
		else if (this.dirty) {
			this.dirty = false;
			this.link.flush();
		}
	}

	/**
	 * The socket takes more: sends what waits, as far as it goes.
	 */
	public void onWritable() {
		byte[] message;
		while (this.link.isWritable() && (message = this.control.poll()) != null) {
			write(message);
		}
		Slot slot;
		while (this.link.isWritable() && (slot = this.queue.poll()) != null) {
			forget(slot);
			this.counters.queued.decrement();
			write(slot.bytes(this.format));
		}
		settle();
	}

	/**
	 * How many messages were handed to the link so far: two equal answers mean silence
	 * between.
	 * @return a total
	 */
	public long writes() {
		return this.writes;
	}

	/**
	 * Whether anything waits for the socket.
	 * @return true while the client is behind
	 */
	public boolean isBehind() {
		return !this.queue.isEmpty() || !this.control.isEmpty();
	}

	/**
	 * The client is gone: lets go of what waits. Nothing may be sent afterwards.
	 */
	public void close() {
		this.counters.queued.add(-this.queue.size());
		this.queue.clear();
		this.conflation.clear();
		this.control.clear();
		this.dirty = false;
		this.overflowed = false;
	}

	void deliver(Frame frame, Delivery delivery) {
		if (this.overflowed) {
			// What came now would follow a hole.
			return;
		}
		if (canPassThrough()) {
			write(frame.bytes(this.format));
		}
		else if (!(delivery instanceof Delivery.All)) {
			conflate(frame, null);
		}
		else {
			enqueue(Slot.kept(frame, frame.bytes(this.format)));
		}
	}

	void deliverSnapshot(TickFrame last, long ageMs, Delivery delivery) {
		if (this.overflowed) {
			return;
		}
		byte[] bytes = this.format.encodeSnapshot(last, ageMs);
		if (canPassThrough()) {
			write(bytes);
		}
		else if (!(delivery instanceof Delivery.All)) {
			conflate(last, bytes);
		}
		else {
			enqueue(Slot.kept(last, bytes));
		}
	}

	/** The client left a stream: what waits of it would only confuse. */
	void forget(Topic topic) {
		this.queue.removeIf((slot) -> {
			boolean gone = slot.topic().equals(topic);
			if (gone) {
				forget(slot);
				this.counters.queued.decrement();
			}
			return gone;
		});
	}

	private boolean canPassThrough() {
		return this.control.isEmpty() && this.queue.isEmpty() && this.link.isWritable();
	}

	private void write(byte[] bytes) {
		if (bytes.length == 0) {
			// The format has no words for this frame.
			return;
		}
		this.link.write(bytes);
		this.writes++;
		this.dirty = true;
	}

	private void conflate(Frame frame, byte @Nullable [] bytes) {
		Slot slot = this.conflation.put(frame, bytes);
		if (slot != null) {
			append(slot);
		}
		else {
			this.counters.conflated.increment();
		}
	}

	private void enqueue(Slot slot) {
		if (slot.length() == 0) {
			return;
		}
		this.queuedFrames++;
		this.queuedBytes += slot.length();
		if (this.queuedFrames > this.limits.frames() || this.queuedBytes > this.limits.bytes()) {
			this.overflowed = true;
			this.queuedFrames--;
			this.queuedBytes -= slot.length();
			return;
		}
		// A conflated update of the same stream keeps what it holds: filled anew it would
		// overtake this one.
		this.conflation.seal(slot.topic());
		append(slot);
	}

	private void append(Slot slot) {
		this.queue.add(slot);
		this.counters.queued.increment();
	}

	private void forget(Slot slot) {
		if (slot.isConflated()) {
			this.conflation.forget(slot);
		}
		else {
			this.queuedFrames--;
			this.queuedBytes -= slot.length();
		}
	}

}
