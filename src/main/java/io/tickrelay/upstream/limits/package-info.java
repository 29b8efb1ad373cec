/**
 * PURE. The plan's limits: frames a minute, the size of a frame, and pauses between
 * attempts.
 */
@NullMarked
package io.tickrelay.upstream.limits;

import org.jspecify.annotations.NullMarked;
