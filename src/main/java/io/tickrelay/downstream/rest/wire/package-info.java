/**
 * The JSON of answers to REST questions. A tick's fields and a status' fields are those
 * of the streams' messages.
 */
@NullMarked
package io.tickrelay.downstream.rest.wire;

import org.jspecify.annotations.NullMarked;
