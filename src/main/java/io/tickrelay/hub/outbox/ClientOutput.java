package io.tickrelay.hub.outbox;

import java.util.List;

import io.tickrelay.hub.Frame;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.hub.WireFormat;
import org.jspecify.annotations.Nullable;

/**
 * The end of an outbox that is near the socket. It writes to the link and counts what it
 * writes. It is a class of its own but no object of its own, because of the processor's
 * cache. A client that keeps up costs it no more than its fields. Lives on the loop of
 * its lane.
 */
abstract sealed class ClientOutput permits Outbox {

	final WireFormat format;

	/** The way to the socket. */
	final ClientLink link;

	/** What the client got. */
	final DeliveryTally tally = new DeliveryTally();

	private long writes;

	/**
	 * Whether the tally wants every frame. The flag spares other clients a look at the
	 * tally.
	 */
	private boolean measured;

	private boolean dirty;

	private @Nullable Group group;

	/** The lag of the client's lane; null before it joined one. */
	private @Nullable LaneLag lag;

	ClientOutput(WireFormat format, ClientLink link) {
		this.format = format;
		this.link = link;
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
		this.tally.measure(clock);
		this.measured = true;
	}

	/**
	 * What the client got.
	 * @return totals, and times since the last call
	 */
	public DeliveryReport report() {
		return this.tally.report(this.writes);
	}

	/**
	 * The clients that get the same as this one; null where it wants no updates as they
	 * come.
	 */
	public @Nullable Group group() {
		return this.group;
	}

	/**
	 * Changes the group.
	 * @param others the clients that get the same from now on; null for none
	 */
	public void joined(@Nullable Group others) {
		this.group = others;
	}

	/**
	 * How frames are written for this client.
	 * @return the same for all of its connection
	 */
	public WireFormat format() {
		return this.format;
	}

	/** Sets the lag of the client's lane, which may be why the client is late. */
	public void serveBy(LaneLag laneLag) {
		this.lag = laneLag;
	}

	/** Whether the relay may be why the client has too little. */
	final boolean isLaneBehind() {
		return this.lag != null && this.lag.isBehind();
	}

	/** Updates of a stream were merged before they came here. */
	public void onConflated(int updates) {
		this.tally.onConflated(updates);
	}

	final void onWritten(Frame frame) {
		if (this.measured) {
			this.tally.onWritten(frame);
		}
	}

	/** Writes what a group has in common. */
	final void write(Batch batch) {
		List<Frame> frames = batch.frames();
		this.link.write(batch);
		this.writes += frames.size();
		this.dirty = true;
		if (this.measured) {
			frames.forEach(this.tally::onWritten);
		}
	}

	final void write(byte[] bytes) {
		if (bytes.length == 0) {
			// The format has no words for this frame.
			return;
		}
		this.link.write(bytes);
		this.writes++;
		this.dirty = true;
	}

	/** Sends what was written since the last call. */
	final void flush() {
		if (this.dirty) {
			this.dirty = false;
			this.link.flush();
			if (this.measured) {
				this.tally.onFlushed();
			}
		}
	}

	/** Nothing is to be sent any more. */
	final void forgetWritten() {
		this.dirty = false;
	}

	/** Sends what the group has gathered so far, before anything of the client's own. */
	final void cut() {
		if (this.group != null) {
			this.group.cut();
		}
	}

}
