package io.tickrelay.hub;

import org.jspecify.annotations.Nullable;

/**
 * The receive time, the place in the log and the preceding outage of each kept tick of a
 * {@link ReplayRing}. It is a ring of arrays, because so many objects would cost the
 * collector more than the ticks. Guarded by the ring.
 */
final class ReplayPlaces {

	private static final int FIRST_CAPACITY = 16;

	private long[] micros = new long[FIRST_CAPACITY];

	/**
	 * The ticks' places in the log. A tick without an entry has the next entry's place.
	 */
	private long[] positions = new long[FIRST_CAPACITY];

	private @Nullable Outage[] outages = new Outage[FIRST_CAPACITY];

	private int head;

	private int size;

	boolean isEmpty() {
		return this.size == 0;
	}

	int size() {
		return this.size;
	}

	void add(long receivedMicros, long position, @Nullable Outage outage) {
		if (this.size == this.micros.length) {
			resize(this.size * 2);
		}
		int slot = slot(this.size);
		this.micros[slot] = receivedMicros;
		this.positions[slot] = position;
		this.outages[slot] = outage;
		this.size++;
	}

	void removeFirst() {
		this.outages[this.head] = null;
		this.head = slot(1);
		this.size--;
		if (this.size < this.micros.length / 4 && this.micros.length > FIRST_CAPACITY) {
			resize(this.micros.length / 2);
		}
	}

	long micros(int index) {
		return this.micros[slot(index)];
	}

	long position(int index) {
		return this.positions[slot(index)];
	}

	@Nullable Outage outage(int index) {
		return this.outages[slot(index)];
	}

	/** The index of the first tick that was received after a time. */
	int firstAfter(long time) {
		int low = 0;
		int high = this.size;
		while (low < high) {
			int middle = (low + high) >>> 1;
			if (micros(middle) <= time) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		return low;
	}

	private int slot(int index) {
		return (this.head + index) & (this.micros.length - 1);
	}

	private void resize(int capacity) {
		long[] times = new long[capacity];
		long[] places = new long[capacity];
		@Nullable Outage[] told = new Outage[capacity];
		for (int i = 0; i < this.size; i++) {
			times[i] = micros(i);
			places[i] = position(i);
			told[i] = outage(i);
		}
		this.micros = times;
		this.positions = places;
		this.outages = told;
		this.head = 0;
	}

}
