package io.tickrelay.downstream.wire;

import org.jspecify.annotations.Nullable;

/**
 * Which command an answer answers.
 *
 * @param op the command's name
 * @param id the id that the client gave it, as JSON text: a number or a quoted string;
 * null where it gave none
 */
public record CommandId(String op, @Nullable String id) {
}
