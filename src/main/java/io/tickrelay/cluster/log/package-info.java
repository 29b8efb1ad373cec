/**
 * PURE. The replicated log: the hub's inputs in one order, their numbers, and the checks
 * of their reader.
 */
@NullMarked
package io.tickrelay.cluster.log;

import org.jspecify.annotations.NullMarked;
