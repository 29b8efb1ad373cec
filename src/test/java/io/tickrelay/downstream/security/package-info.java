/**
 * Who clients are, and what they may do.
 */
@NullMarked
package io.tickrelay.downstream.security;

import org.jspecify.annotations.NullMarked;
