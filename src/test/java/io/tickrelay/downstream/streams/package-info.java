/**
 * Streams as clients read them: data, framing, rates, resumes.
 */
@NullMarked
package io.tickrelay.downstream.streams;

import org.jspecify.annotations.NullMarked;
