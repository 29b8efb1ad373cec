@NullMarked
package io.tickrelay.downstream.compat.wire;

import org.jspecify.annotations.NullMarked;
