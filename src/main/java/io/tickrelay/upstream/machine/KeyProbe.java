package io.tickrelay.upstream.machine;

import org.jspecify.annotations.Nullable;

/**
 * The knowledge of one key, shared by all of its sessions. One session at a time tries a
 * key that the vendor has not accepted yet, and no session tries a refused one. So a bad
 * key is tried once and not once a business. Safe for any thread.
 */
final class KeyProbe {

	private boolean accepted;

	private @Nullable ReconnectPolicy trying;

	private @Nullable Refusal refusal;

	/**
	 * What a session that wants to open a socket should do.
	 * @param session who asks
	 * @param nowNs the time
	 */
	synchronized Permission ask(ReconnectPolicy session, long nowNs) {
		Refusal refused = this.refusal;
		if (refused != null && refused.untilNs() - nowNs > 0) {
			return refused;
		}
		this.refusal = null;
		if (!this.accepted && this.trying != null && !this.trying.equals(session)) {
			return new Wait();
		}
		this.trying = session;
		return new Go();
	}

	/** A session's handshake has succeeded. */
	synchronized void onAccepted() {
		this.accepted = true;
		this.trying = null;
	}

	/** The upstream will not have the key. */
	synchronized void onRefused(Failure failure, long untilNs) {
		this.trying = null;
		// Where it was accepted before, the no may be one business's matter.
		if (!this.accepted) {
			this.refusal = new Refusal(failure, untilNs);
		}
	}

	/** A session's attempt has ended, and said nothing of the key. */
	synchronized void onEnded(ReconnectPolicy session) {
		if (session.equals(this.trying)) {
			this.trying = null;
		}
	}

	/** An answer to a session. */
	sealed interface Permission {

	}

	/** Open it. */
	record Go() implements Permission {
	}

	/** Another session is trying the key: ask again soon. */
	record Wait() implements Permission {
	}

	/**
	 * Leave it.
	 *
	 * @param failure what the upstream said of the key
	 * @param untilNs when one more attempt is made
	 */
	record Refusal(Failure failure, long untilNs) implements Permission {
	}

}
