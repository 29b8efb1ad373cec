@NullMarked
package io.tickrelay.simulator.market;

import org.jspecify.annotations.NullMarked;
