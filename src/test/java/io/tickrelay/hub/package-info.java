@NullMarked
package io.tickrelay.hub;

import org.jspecify.annotations.NullMarked;
