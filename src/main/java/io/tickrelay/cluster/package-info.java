/**
 * Many replicas that share one upstream session: one leads, all apply the same log.
 */
@NullMarked
package io.tickrelay.cluster;

import org.jspecify.annotations.NullMarked;
