package io.tickrelay.upstream.limits;

/**
 * How long the text of a frame may be: as the settings have it, and less once the
 * upstream has shown that it takes less. Part of the machine: lives on the session's
 * loop.
 */
public final class FrameLimit {

	/** A frame that names one symbol always fits. */
	public static final int LEAST = 256;

	private int bytes;

	/**
	 * Creates a limit.
	 * @param bytes the most that the vendor takes at first
	 */
	public FrameLimit(int bytes) {
		this.bytes = bytes;
	}

	/**
	 * The limit.
	 * @return the most bytes that a frame may have now
	 */
	public int bytes() {
		return this.bytes;
	}

	/**
	 * A frame was too big.
	 * @param size what it had
	 * @return whether frames will be smaller from here on
	 */
	public boolean halve(int size) {
		int half = Math.max(LEAST, Math.min(this.bytes, size) / 2);
		boolean smaller = half < this.bytes;
		this.bytes = Math.min(this.bytes, half);
		return smaller;
	}

}
