/**
 * The whole relay over real sockets while its vendor fails in every way that it can.
 */
@NullMarked
package io.tickrelay.chaos;

import org.jspecify.annotations.NullMarked;
