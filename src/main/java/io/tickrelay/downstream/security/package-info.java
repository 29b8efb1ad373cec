/**
 * Who clients are, and what they may do: keys, tokens and tickets, checked by Spring
 * Security in front of everything else.
 */
@NullMarked
package io.tickrelay.downstream.security;

import org.jspecify.annotations.NullMarked;
