package io.tickrelay.hub.outbox;

import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

import io.tickrelay.hub.Frame;
import io.tickrelay.hub.GapFrame;
import io.tickrelay.hub.TickFrame;
import io.tickrelay.hub.WireFormat;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * The frames and messages on their way to one client. While its socket keeps up nothing
 * waits: frames pass through into the link's batch. When it does not, they wait in the
 * {@link Backlog}, within bounds. A backlog is there only as long as something waits. A
 * client that keeps up costs a few fields, because with each batch they come into the
 * processor's cache anew. Lives on the loop of its lane.
 */
public final class Outbox extends ClientOutput {

	private final OutboxLimits limits;

	private final OutboxPool pool;

	/** The backlog, while anything waits. */
	private @Nullable Backlog backlog;

	private boolean overflowed;

	/** The skipped frames, while the lane is behind and the backlog is full. */
	private @Nullable SkippedFrames skipped;

	/**
	 * Creates an empty outbox.
	 * @param format the transport's encoding
	 * @param link the way to the socket
	 * @param limits bounds
	 * @param pool what waits for all clients together
	 */
	public Outbox(WireFormat format, ClientLink link, OutboxLimits limits, OutboxPool pool) {
		super(format, link);
		this.limits = limits;
		this.pool = pool;
	}

	/**
	 * Sends a message that belongs to this client alone, ahead of the frames that wait.
	 * @param message whole transport frames
	 */
	public void control(byte[] message) {
		cut();
		if (this.overflowed) {
			return;
		}
		if (canPassThrough()) {
			write(message);
		}
		else if (!backlog().addControl(message)) {
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
		else {
			flush();
		}
	}

	/** The socket takes more: sends what waits, as far as it goes. */
	public void onWritable() {
		Backlog waiting = this.backlog;
		if (waiting != null) {
			send(waiting);
			dropBacklogIfEmpty();
		}
		settle();
	}

	private void send(Backlog waiting) {
		byte[] message;
		while (this.link.isWritable() && (message = waiting.pollControl()) != null) {
			write(message);
		}
		QueuedFrame queuedFrame;
		while (this.link.isWritable() && (queuedFrame = waiting.poll()) != null) {
			write(queuedFrame.bytes(this.format));
			if (queuedFrame.frame() != null && queuedFrame.kind() != QueuedFrame.Kind.REPLAYED) {
				onWritten(queuedFrame.frame());
			}
		}
	}

	/**
	 * Whether anything waits for the socket.
	 * @return true while the client is behind
	 */
	public boolean isBehind() {
		return this.backlog != null;
	}

	/** The client is gone: lets go of what waits. Nothing may be sent afterwards. */
	public void close() {
		if (this.backlog != null) {
			this.backlog.clear();
			this.backlog = null;
		}
		this.skipped = null;
		this.overflowed = false;
		forgetWritten();
	}

	/** Sends what its group has for this client and others alike. */
	public void deliver(Batch batch, Group from) {
		if (this.overflowed) {
			// What came now would follow a hole.
			return;
		}
		if (canPassThrough()) {
			write(batch);
		}
		else {
			batch.frames().forEach((frame) -> deliver(frame, from.delivery(frame.topic())));
		}
	}

	/**
	 * Sends a frame, or keeps it for the socket.
	 * @param frame of a topic that the client has
	 * @param delivery how the client wants that topic
	 */
	public void deliver(Frame frame, Delivery delivery) {
		cut();
		if (this.overflowed) {
			// What came now would follow a hole.
			return;
		}
		if (this.skipped != null) {
			this.skipped.add(frame, delivery);
			return;
		}
		if (frame instanceof GapFrame gap && gap.dropped() != null) {
			this.tally.onDropped(gap.dropped());
		}
		if (canPassThrough()) {
			write(frame.bytes(this.format));
			onWritten(frame);
		}
		else if (!(delivery instanceof Delivery.All)) {
			if (!conflate(frame, null)) {
				onNoRoom(frame, delivery);
			}
		}
		else if (!enqueue(QueuedFrame.kept(frame, frame.bytes(this.format)))) {
			onNoRoom(frame, delivery);
		}
	}

	/** The client is too slow, unless it is the relay that is. */
	private void onNoRoom(Frame frame, Delivery delivery) {
		if (isLaneBehind() && this.backlog != null && !this.backlog.isEmpty()) {
			this.skipped = new SkippedFrames(this.pool.counters());
			this.skipped.add(frame, delivery);
		}
		else {
			this.overflowed = true;
		}
	}

	/**
	 * Sends the last value to a client that has just come.
	 * @param last the value
	 * @param ageMs its age when it is written, milliseconds
	 * @param delivery how the client wants the topic
	 */
	public void deliverSnapshot(TickFrame last, LongSupplier ageMs, Delivery delivery) {
		cut();
		if (this.overflowed) {
			return;
		}
		if (canPassThrough()) {
			write(this.format.encodeSnapshot(last, ageMs.getAsLong()));
		}
		else if (!(delivery instanceof Delivery.All)) {
			if (!conflate(last, ageMs)) {
				onNoRoom(last, delivery);
			}
		}
		// It is encoded once more when its turn has come, because its age is larger then.
		else if (!enqueue(
				QueuedFrame.snapshot(last, ageMs, this.format.encodeSnapshot(last, ageMs.getAsLong()).length))) {
			onNoRoom(last, delivery);
		}
	}

	/**
	 * Sends frames of the past in their order, encoded when their turn has come. They
	 * count against what may wait for all clients, not against this client's own bounds.
	 * @param past the frames
	 * @return false where there is no room for them; a client that got some of them by
	 * then is ended, because what came next would follow a hole
	 */
	public boolean replay(List<? extends Frame> past) {
		cut();
		int passed = 0;
		while (passed < past.size() && canPassThrough()) {
			write(past.get(passed).bytes(this.format));
			passed++;
		}
		if (passed < past.size() && !backlog().addPast(past.subList(passed, past.size()))) {
			this.overflowed |= passed > 0;
			dropBacklogIfEmpty();
			return false;
		}
		this.tally.onReplayed(past);
		return true;
	}

	/**
	 * Sends a message of this client's own behind the frames that wait.
	 * @param message whole transport frames
	 */
	public void inOrder(byte[] message) {
		cut();
		if (this.overflowed) {
			return;
		}
		if (canPassThrough()) {
			write(message);
		}
		else if (!backlog().addMessage(message)) {
			this.overflowed = true;
		}
	}

	/**
	 * The client left streams, whose waiting frames would only confuse it. One call takes
	 * all the streams, because the queue may be long.
	 */
	public void forget(Set<Topic> topics) {
		if (this.skipped != null) {
			this.skipped.forget(topics);
		}
		if (this.backlog != null) {
			this.backlog.forget(topics);
			dropBacklogIfEmpty();
		}
	}

	private boolean canPassThrough() {
		return this.backlog == null && this.link.isWritable();
	}

	private Backlog backlog() {
		Backlog waiting = this.backlog;
		if (waiting == null) {
			waiting = new Backlog(this.limits, this.pool);
			this.backlog = waiting;
		}
		return waiting;
	}

	private void dropBacklogIfEmpty() {
		if (this.backlog != null && this.backlog.isEmpty()) {
			this.backlog = null;
			SkippedFrames late = this.skipped;
			if (late != null) {
				this.skipped = null;
				late.tell(this);
			}
		}
	}

	/** False where a bound is passed. */
	private boolean conflate(Frame frame, @Nullable LongSupplier ageMs) {
		Backlog waiting = backlog();
		Backlog.Fate fate = waiting.conflate(frame, ageMs);
		if (fate == Backlog.Fate.REPLACES) {
			this.tally.onConflated(1);
		}
		this.tally.onDropped(waiting.takeDropped());
		return fate != Backlog.Fate.NO_ROOM;
	}

	/** False where a bound is passed. */
	private boolean enqueue(QueuedFrame queuedFrame) {
		// Where it is empty, the format has no words for this frame.
		return queuedFrame.payload() == 0 || backlog().add(queuedFrame);
	}

}
