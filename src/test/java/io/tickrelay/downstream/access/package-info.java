@NullMarked
package io.tickrelay.downstream.access;

import org.jspecify.annotations.NullMarked;
