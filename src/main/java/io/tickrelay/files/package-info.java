/**
 * Files that an operator may replace while the relay runs, such as a mounted secret.
 * Knows nothing of what is in them.
 */
@NullMarked
package io.tickrelay.files;

import org.jspecify.annotations.NullMarked;
