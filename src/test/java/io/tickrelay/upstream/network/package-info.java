@NullMarked
package io.tickrelay.upstream.network;

import org.jspecify.annotations.NullMarked;
