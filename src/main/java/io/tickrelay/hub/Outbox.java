package io.tickrelay.hub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.Queue;
import java.util.Set;

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

	private final OutboxPool pool;

	private final Queue<byte[]> control = new ArrayDeque<>();

	private final ArrayDeque<Slot> queue = new ArrayDeque<>();

	private final Conflation conflation = new Conflation();

	private int queuedFrames;

	private long queuedBytes;

	private long controlBytes;

	private long writes;

	private long conflated;

	private long dropped;

	private long replayed;

	private @Nullable DeliveryStats stats;

	private boolean dirty;

	private boolean overflowed;

	private @Nullable Group group;

	/**
	 * Creates an empty outbox.
	 * @param format the transport's encoding
	 * @param link the way to the socket
	 * @param limits bounds
	 * @param pool what waits for all clients together
	 */
	public Outbox(WireFormat format, ClientLink link, OutboxLimits limits, OutboxPool pool) {
		this.format = format;
		this.link = link;
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
		else if (this.control.size() < this.limits.controlMessages()
				&& this.controlBytes + message.length <= this.limits.bytes() && this.pool.take(message.length)) {
			this.control.add(message);
			this.controlBytes += message.length;
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
			if (this.stats != null) {
				this.stats.onFlushed();
			}
		}
	}

	/**
	 * The socket takes more: sends what waits, as far as it goes.
	 */
	public void onWritable() {
		byte[] message;
		while (this.link.isWritable() && (message = this.control.poll()) != null) {
			this.controlBytes -= message.length;
			this.pool.free(message.length);
			write(message);
		}
		Slot slot;
		while (this.link.isWritable() && (slot = this.queue.poll()) != null) {
			release(slot);
			write(slot.bytes(this.format));
			if (slot.kind() != Slot.Kind.REPLAYED) {
				measure(slot.frame());
			}
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
	 * Measures from now on how long ticks are on their way to this client.
	 * @param clock the one that receive times come from
	 */
	public void measure(RelayClock clock) {
		this.stats = new DeliveryStats(clock);
	}

	/**
	 * What the client got.
	 * @return totals, and times since the last call
	 */
	public DeliveryReport report() {
		DeliveryStats.Latencies times = (this.stats != null) ? this.stats.take()
				: new DeliveryStats.Latencies(null, null);
		return new DeliveryReport(this.writes, this.conflated, this.dropped, this.replayed, times.exchangeToRelay(),
				times.relayToSocket());
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
		this.queue.forEach((slot) -> this.pool.free(slot.payload()));
		this.queue.clear();
		this.conflation.clear();
		this.control.forEach((message) -> this.pool.free(message.length));
		this.control.clear();
		this.controlBytes = 0;
		this.dirty = false;
		this.overflowed = false;
	}

	WireFormat format() {
		return this.format;
	}

	/**
	 * Who gets the same as this client; nobody where it wants no updates as they come.
	 */
	@Nullable Group group() {
		return this.group;
	}

	void joined(@Nullable Group others) {
		this.group = others;
	}

	/** Sends what its group has for this client and others alike. */
	void deliver(Batch batch, Group from) {
		if (this.overflowed) {
			// What came now would follow a hole.
			return;
		}
		List<Frame> frames = batch.frames();
		if (canPassThrough()) {
			this.link.write(batch);
			this.writes += frames.size();
			this.dirty = true;
			if (this.stats != null) {
				frames.forEach(this.stats::onWritten);
			}
		}
		else {
			frames.forEach((frame) -> deliver(frame, from.delivery(frame.topic())));
		}
	}

	void deliver(Frame frame, Delivery delivery) {
		cut();
		if (this.overflowed) {
			// What came now would follow a hole.
			return;
		}
		if (frame instanceof GapFrame gap && gap.dropped() != null) {
			this.dropped += gap.dropped();
		}
		if (canPassThrough()) {
			write(frame.bytes(this.format));
			measure(frame);
		}
		else if (!(delivery instanceof Delivery.All)) {
			conflate(frame, null);
		}
		else {
			enqueue(Slot.kept(frame, frame.bytes(this.format)));
		}
	}

	void deliverSnapshot(TickFrame last, LongSupplier ageMs, Delivery delivery) {
		cut();
		if (this.overflowed) {
			return;
		}
		if (canPassThrough()) {
			write(this.format.encodeSnapshot(last, ageMs.getAsLong()));
		}
		else if (!(delivery instanceof Delivery.All)) {
			conflate(last, ageMs);
		}
		else {
			// Encoded once more when its turn has come: it will be older then.
			enqueue(Slot.snapshot(last, ageMs, this.format.encodeSnapshot(last, ageMs.getAsLong()).length));
		}
	}

	/**
	 * Sends frames of the past in their order, encoded when their turn has come. They
	 * count against what may wait for all clients, not against this client's own bounds.
	 * @param past the frames
	 * @return false where there is no room for them; a client that got some of them by
	 * then is ended, because what came next would follow a hole
	 */
	boolean replay(List<? extends Frame> past) {
		cut();
		int passed = 0;
		List<Slot> waiting = new ArrayList<>();
		for (Frame frame : past) {
			if (waiting.isEmpty() && canPassThrough()) {
				write(frame.bytes(this.format));
				passed++;
			}
			else {
				Slot slot = Slot.replayed(frame);
				if (!this.pool.takeSpare(slot.payload())) {
					waiting.forEach((taken) -> this.pool.free(taken.payload()));
					this.overflowed |= passed > 0;
					return false;
				}
				waiting.add(slot);
			}
		}
		waiting.forEach((slot) -> sealAndAppend(slot));
		this.replayed += past.stream().filter((frame) -> frame instanceof TickFrame).count();
		return true;
	}

	/**
	 * Sends a message of this client's own behind the frames that wait.
	 * @param message whole transport frames
	 */
	void inOrder(byte[] message) {
		cut();
		if (this.overflowed) {
			return;
		}
		if (canPassThrough()) {
			write(message);
		}
		else if (this.pool.take(message.length)) {
			this.queue.add(Slot.message(message));
		}
		else {
			this.overflowed = true;
		}
	}

	/** Updates of a stream were merged before they came here. */
	void onConflated(int updates) {
		this.conflated += updates;
	}

	/**
	 * The client left streams: what waits of them would only confuse. Once for all of
	 * them, because the queue may be long.
	 */
	void forget(Set<Topic> topics) {
		this.queue.removeIf((slot) -> {
			Topic topic = slot.topic();
			boolean gone = topic != null && topics.contains(topic);
			if (gone) {
				release(slot);
			}
			return gone;
		});
	}

	/** What its group has gathered so far comes before anything of its own. */
	private void cut() {
		if (this.group != null) {
			this.group.cut();
		}
	}

	private void measure(@Nullable Frame frame) {
		if (this.stats != null && frame != null) {
			this.stats.onWritten(frame);
		}
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

	private void conflate(Frame frame, @Nullable LongSupplier ageMs) {
		Slot slot = this.conflation.put(frame, ageMs);
		if (slot == null) {
			this.pool.counters().conflated.increment();
			this.conflated++;
		}
		else if (this.pool.take(slot.payload())) {
			this.queue.add(slot);
		}
		else {
			this.overflowed = true;
		}
	}

	private void enqueue(Slot slot) {
		if (slot.payload() == 0) {
			// The format has no words for this frame.
			return;
		}
		boolean fits = this.queuedFrames < this.limits.frames()
				&& this.queuedBytes + slot.payload() <= this.limits.bytes();
		if (!fits || !this.pool.take(slot.payload())) {
			this.overflowed = true;
			return;
		}
		this.queuedFrames++;
		this.queuedBytes += slot.payload();
		sealAndAppend(slot);
	}

	private void sealAndAppend(Slot slot) {
		// A conflated update of the same stream keeps what it holds: filled anew it would
		// overtake this one.
		this.conflation.seal(slot);
		this.queue.add(slot);
	}

	private void release(Slot slot) {
		this.pool.free(slot.payload());
		switch (slot.kind()) {
			case CONFLATED -> this.conflation.forget(slot);
			case KEPT -> {
				this.queuedFrames--;
				this.queuedBytes -= slot.payload();
			}
			case REPLAYED, MESSAGE -> {
				// Charged to no bound of this client's own.
			}
		}
	}

}
