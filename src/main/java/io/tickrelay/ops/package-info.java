/**
 * The truth for operators: health, meters, info. Reads every other package; nothing reads
 * it.
 */
@NullMarked
package io.tickrelay.ops;

import org.jspecify.annotations.NullMarked;
