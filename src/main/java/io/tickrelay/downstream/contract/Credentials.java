package io.tickrelay.downstream.contract;

import org.jspecify.annotations.Nullable;

/**
 * The credentials that clients were let in with, as far as they still stand. Safe for any
 * thread.
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
