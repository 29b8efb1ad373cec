/**
 * The vendor's key: where it comes from, when it changes, and how it reaches a request
 * without being written anywhere else.
 */
@NullMarked
package io.tickrelay.upstream.key;

import org.jspecify.annotations.NullMarked;
