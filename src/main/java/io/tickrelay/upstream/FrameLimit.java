package io.tickrelay.upstream;

/**
 * How long the text of a frame may be: as the settings have it, and less once the
 * upstream has shown that it takes less. Part of the machine: lives on the session's
 * loop.
 */
final class FrameLimit {

	/** A frame that names one symbol always fits. */
	static final int LEAST = 256;

	private int bytes;

	FrameLimit(int bytes) {
		this.bytes = bytes;
	}

	int bytes() {
		return this.bytes;
	}

	/**
	 * A frame was too big.
	 * @param size what it had
	 * @return whether frames will be smaller from here on
	 */
	boolean halve(int size) {
		int half = Math.max(LEAST, Math.min(this.bytes, size) / 2);
		boolean smaller = half < this.bytes;
		this.bytes = Math.min(this.bytes, half);
		return smaller;
	}

}
