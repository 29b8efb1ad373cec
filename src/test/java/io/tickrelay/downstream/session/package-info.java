@NullMarked
package io.tickrelay.downstream.session;

import org.jspecify.annotations.NullMarked;
