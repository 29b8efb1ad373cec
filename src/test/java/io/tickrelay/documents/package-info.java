/**
 * The two documents that the relay serves of itself, and whether it keeps to them.
 */
@NullMarked
package io.tickrelay.documents;

import org.jspecify.annotations.NullMarked;
