@NullMarked
package io.tickrelay.hub.lane;

import org.jspecify.annotations.NullMarked;
