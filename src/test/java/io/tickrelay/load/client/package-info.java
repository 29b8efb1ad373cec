/**
 * The clients of a load run: their connections, what they are sent, and what they count.
 */
@NullMarked
package io.tickrelay.load.client;

import org.jspecify.annotations.NullMarked;
