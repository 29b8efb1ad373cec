@NullMarked
package io.tickrelay.upstream.limits;

import org.jspecify.annotations.NullMarked;
