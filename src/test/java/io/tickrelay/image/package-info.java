/**
 * The container image, as Docker builds and runs it. A package of its own begins early
 * among those that need the jar, because it takes longest.
 */
@NullMarked
package io.tickrelay.image;

import org.jspecify.annotations.NullMarked;
