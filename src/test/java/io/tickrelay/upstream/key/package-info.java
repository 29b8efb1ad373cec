@NullMarked
package io.tickrelay.upstream.key;

import org.jspecify.annotations.NullMarked;
