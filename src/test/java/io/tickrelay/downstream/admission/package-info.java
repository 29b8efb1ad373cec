@NullMarked
package io.tickrelay.downstream.admission;

import org.jspecify.annotations.NullMarked;
