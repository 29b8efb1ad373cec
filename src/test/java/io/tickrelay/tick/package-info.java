@NullMarked
package io.tickrelay.tick;

import org.jspecify.annotations.NullMarked;
