@NullMarked
package io.tickrelay.upstream.machine;

import org.jspecify.annotations.NullMarked;
