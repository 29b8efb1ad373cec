/**
 * COLD. Who may come in: from which address and origin, under which name, and how many.
 */
@NullMarked
package io.tickrelay.downstream.access;

import org.jspecify.annotations.NullMarked;
