/**
 * The bytes of the replicated log. The form is the relay's own: a version, then inputs
 * one behind another. A batch names each topic once.
 */
@NullMarked
package io.tickrelay.cluster.wire;

import org.jspecify.annotations.NullMarked;
