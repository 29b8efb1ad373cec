@NullMarked
package io.tickrelay.downstream.contract;

import org.jspecify.annotations.NullMarked;
