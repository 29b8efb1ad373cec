/**
 * The relay's side of the upstream: one session a business. A pure machine decides, and a
 * shell around it does the input and output. Nothing outside knows a session; what it
 * says goes to the hub, what it does follows demand.
 */
@NullMarked
package io.tickrelay.upstream;

import org.jspecify.annotations.NullMarked;
