/**
 * The vendor's JSON. Frame codes, field names and their quirks are known here and nowhere
 * else.
 */
@NullMarked
package io.tickrelay.upstream.wire;

import org.jspecify.annotations.NullMarked;
