/**
 * The knowledge of symbols: the upstream's product lists, and which business carries a
 * symbol.
 *
 * <p>
 * A list rejects symbols only while no doubt exists. A list that is cut, empty, old, or
 * half of what it was an hour ago proves nothing. A client may always let go of a stream
 * that it has, whatever the list says. The first list is asked for 5 s after the start,
 * because clients come first. Near symbols are variants in a hash table, looked up 200
 * times a second at most over all clients, because nonsense is cheap to type.
 */
@NullMarked
package io.tickrelay.catalog;

import org.jspecify.annotations.NullMarked;
