/**
 * The application, and the wiring of what knows no Spring.
 */
@NullMarked
package io.tickrelay;

import org.jspecify.annotations.NullMarked;
