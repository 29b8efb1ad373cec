/**
 * The relay's side of the upstream: one session a business. A pure machine decides, and a
 * shell around it does the input and output. Nothing outside knows a session; what it
 * says goes to the hub, what it does follows demand.
 *
 * <p>
 * <b>One loop.</b> All of a session runs on one loop, so a topic's sink has one emitter.
 * A session that is given up stays readable until its socket has closed. Its ticks are
 * not handed on, because streams would look live. Its complaint still counts: it can turn
 * "come back soon" into "do not".
 *
 * <p>
 * <b>A stream's state</b> is {@code pending} until the first tick, and {@code live} with
 * it. It is {@code stale} ({@code upstream_down}) when the session is lost. It is
 * {@code stale} ({@code reconnecting}) when the session is back and the first tick is
 * awaited. Beside that the session tells a {@code TopicCondition}. A topic is queued for
 * the frame budget, asked for, mute, or refused. Clients learn of upstream failures in no
 * other way.
 *
 * <p>
 * <b>Backfill.</b> Streams that missed the end of one bar share requests; the others have
 * one each. A bar counts as closed when another follows it, or when it is older than the
 * longest bar of its interval. Days of other time zones begin at hours that the vendor
 * does not tell.
 *
 * <p>
 * <b>Failures</b> have names of the relay's own, found by the exception's class, because
 * its message could quote the URL.
 */
@NullMarked
package io.tickrelay.upstream;

import org.jspecify.annotations.NullMarked;
