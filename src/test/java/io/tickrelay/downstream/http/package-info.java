@NullMarked
package io.tickrelay.downstream.http;

import org.jspecify.annotations.NullMarked;
