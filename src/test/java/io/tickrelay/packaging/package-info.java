/**
 * The image and the chart, as an operator meets them.
 */
@NullMarked
package io.tickrelay.packaging;

import org.jspecify.annotations.NullMarked;
