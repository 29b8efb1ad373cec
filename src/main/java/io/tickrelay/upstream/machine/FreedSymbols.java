package io.tickrelay.upstream.machine;

/**
 * How many topics were let go, and so how many others the plan may have room for. Part of
 * the machine: lives on the session's loop.
 */
final class FreedSymbols {

	private int stoodBefore;

	private int released;

	/** Topics that the upstream had were let go. */
	void onReleased(int count) {
		this.released += count;
	}

	/** How many were let go since the last question. */
	int take() {
		int taken = this.released;
		this.released = 0;
		return taken;
	}

	/** The session is lost. Of sessions that never stood nothing is learned. */
	void onSessionLost(int standing) {
		this.stoodBefore = Math.max(this.stoodBefore, standing);
		this.released = 0;
	}

	/** A session begins; what is not asked for again is room, too. */
	void onSession(int toBeAskedFor) {
		this.released = Math.max(0, this.stoodBefore - toBeAskedFor);
		this.stoodBefore = 0;
	}

}
