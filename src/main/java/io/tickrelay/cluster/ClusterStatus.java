package io.tickrelay.cluster;

import io.tickrelay.cluster.engine.EntryId;
import io.tickrelay.cluster.lease.Proof;
import org.jspecify.annotations.Nullable;

/**
 * How a replica is, for operators.
 *
 * @param replica its name
 * @param role its role
 * @param term the lease's term; 0 where none was seen
 * @param leader the replica that holds the lease; empty where none does
 * @param last the last entry of the log that it has applied
 * @param silentMs since it applied that
 * @param holes how often entries of the log were missing
 * @param proof why it could take the lease the last time; null where it never did
 */
public record ClusterStatus(String replica, Role role, long term, String leader, EntryId last, long silentMs,
		long holes, @Nullable Proof proof) {
}
