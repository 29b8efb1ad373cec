/**
 * Questions with one answer: last values, and what an operator asks about streams.
 */
@NullMarked
package io.tickrelay.downstream.rest;

import org.jspecify.annotations.NullMarked;
