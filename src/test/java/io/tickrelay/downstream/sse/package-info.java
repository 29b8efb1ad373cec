/**
 * What server-sent events have of their own.
 */
@NullMarked
package io.tickrelay.downstream.sse;

import org.jspecify.annotations.NullMarked;
