/**
 * The page, in a browser.
 */
@NullMarked
package io.tickrelay.page;

import org.jspecify.annotations.NullMarked;
