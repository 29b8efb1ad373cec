package io.tickrelay.downstream.contract;

import org.jspecify.annotations.Nullable;

/**
 * Whether what a client was let in with still stands. Safe for any thread.
 */
@FunctionalInterface
public interface Credentials {

	/** Where they stand until they expire by themselves. */
	Credentials LASTING = (_) -> null;

	/**
	 * Looks at one that was good before.
	 * @param caller who was let in with it
	 * @return why the client has to go; null where it may stay
	 */
	@Nullable DisconnectReason objection(Caller caller);

}
