/**
 * Health, meters and key rotation, asked for as operators do.
 */
@NullMarked
package io.tickrelay.ops;

import org.jspecify.annotations.NullMarked;
