package io.tickrelay.hub;

import java.util.ArrayList;
import java.util.List;

/**
 * A client's socket that remembers what it was given. Belongs to one loop, as a socket
 * does.
 */
class RecordingLink implements ClientLink {

	final List<Object> messages = new ArrayList<>();

	boolean writable = true;

	int flushes;

	int overflows;

	private int unflushed;

	@Override
	public boolean isWritable() {
		return this.writable;
	}

	@Override
	public void write(byte[] bytes) {
		this.messages.add(TestFormat.read(bytes));
		this.unflushed++;
	}

	@Override
	public void flush() {
		this.unflushed = 0;
		this.flushes++;
	}

	@Override
	public void overflowed() {
		this.overflows++;
	}

	boolean isFlushed() {
		return this.unflushed == 0;
	}

	List<Long> seqs() {
		List<Long> seqs = new ArrayList<>();
		for (Object message : this.messages) {
			if (message instanceof TestFormat.Seen seen) {
				seqs.add(seen.seq());
			}
		}
		return seqs;
	}

}
