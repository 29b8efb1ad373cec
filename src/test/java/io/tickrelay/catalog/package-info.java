@NullMarked
package io.tickrelay.catalog;

import org.jspecify.annotations.NullMarked;
