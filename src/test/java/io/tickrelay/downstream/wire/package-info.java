@NullMarked
package io.tickrelay.downstream.wire;

import org.jspecify.annotations.NullMarked;
