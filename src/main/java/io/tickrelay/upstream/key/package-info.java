/**
 * The vendor's key: where it comes from, when it changes, and how it reaches a request
 * without being written anywhere else.
 *
 * <p>
 * A watch of the {@link KeyFile} owns the {@link KeySource}, on a thread of its own.
 * Sessions are told to look. Each session changes its own copy on its loop together with
 * the machine's hearing of it, so one key makes one attempt. {@link KeyHeader} adds the
 * key to REST requests where {@link KeyInjector} adds it to upgrades.
 */
@NullMarked
package io.tickrelay.upstream.key;

import org.jspecify.annotations.NullMarked;
