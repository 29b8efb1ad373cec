/**
 * The engine, Redis or Valkey, through Lettuce. Commands have a second, are never sent
 * again by themselves, and are refused while there is no connection.
 */
@NullMarked
package io.tickrelay.cluster.engine;

import org.jspecify.annotations.NullMarked;
