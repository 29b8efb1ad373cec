/**
 * Replicas that share a real Redis.
 */
@NullMarked
package io.tickrelay.cluster;

import org.jspecify.annotations.NullMarked;
