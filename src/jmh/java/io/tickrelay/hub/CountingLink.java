package io.tickrelay.hub;

import io.netty.buffer.ByteBuf;
import io.tickrelay.hub.outbox.Batch;
import io.tickrelay.hub.outbox.ClientLink;

/**
 * A client's link without a channel behind it. It takes a batch as the real one does, as a duplicate of the shared buffer, and releases it at once.
 */
final class CountingLink implements ClientLink {

	private final boolean writable;

	private long bytes;

	CountingLink(boolean writable) {
		this.writable = writable;
	}

	/** All that it has taken so far. */
	long bytes() {
		return this.bytes;
	}

	@Override
	public boolean isWritable() {
		return this.writable;
	}

	@Override
	public void write(byte[] message) {
		this.bytes += message.length;
	}

	@Override
	public void write(Batch batch) {
		ByteBuf duplicate = batch.content().retainedDuplicate();
		this.bytes += duplicate.readableBytes();
		duplicate.release();
	}

	@Override
	public void flush() {
		// Nothing is behind it.
	}

	@Override
	public void overflowed() {
		throw new IllegalStateException("No benchmark fills an outbox");
	}

}
