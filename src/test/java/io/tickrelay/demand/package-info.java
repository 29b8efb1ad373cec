@NullMarked
package io.tickrelay.demand;

import org.jspecify.annotations.NullMarked;
