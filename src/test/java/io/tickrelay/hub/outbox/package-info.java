@NullMarked
package io.tickrelay.hub.outbox;

import org.jspecify.annotations.NullMarked;
