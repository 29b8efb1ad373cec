package io.tickrelay.hub.outbox;

import java.util.ArrayList;
import java.util.List;

import io.tickrelay.hub.TestFormat;

/**
 * A client's socket that remembers what it was given. Belongs to one loop, as a socket
 * does.
 */
public class RecordingLink implements ClientLink {

	public final List<Object> messages = new ArrayList<>();

	public boolean writable = true;

	public int flushes;

	public int overflows;

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

	public boolean isFlushed() {
		return this.unflushed == 0;
	}

	public List<Long> seqs() {
		List<Long> seqs = new ArrayList<>();
		for (Object message : this.messages) {
			if (message instanceof TestFormat.Seen seen) {
				seqs.add(seen.seq());
			}
		}
		return seqs;
	}

}
