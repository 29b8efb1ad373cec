package io.tickrelay.cluster.lease;

/**
 * A request to the engine, which answers each with a {@link LeaseView} of the time behind
 * it. A request whose condition does not hold changes nothing.
 */
public sealed interface LeaseRequest {

	/** Reads the lease. */
	record Look() implements LeaseRequest {
	}

	/**
	 * Confirms the lease; writes it anew where the engine has lost it, or has an older
	 * one.
	 *
	 * @param term the holder's term, which no lease may exceed
	 */
	record Beat(long term) implements LeaseRequest {
	}

	/**
	 * Takes the lease.
	 *
	 * @param seen the lease on which the proof rests; it must still be the same, its beat
	 * included
	 * @param term the new term
	 * @param proof why it may be taken
	 */
	record Claim(LeaseView seen, long term, Proof proof) implements LeaseRequest {
	}

	/**
	 * Gives the lease up to the replica that started last.
	 *
	 * @param term the holder's term, which must still be the lease's
	 */
	record Release(long term) implements LeaseRequest {
	}

}
