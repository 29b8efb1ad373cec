/**
 * What operators see, asked for as they ask for it.
 */
@NullMarked
package io.tickrelay.ops;

import org.jspecify.annotations.NullMarked;
