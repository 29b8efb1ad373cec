/**
 * COLD. The vendor's REST interface: one queue of requests within the plan's pace, and
 * what markets' hours and product lists are read from.
 */
@NullMarked
package io.tickrelay.upstream.rest;

import org.jspecify.annotations.NullMarked;
