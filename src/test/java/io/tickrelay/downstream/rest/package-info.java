@NullMarked
package io.tickrelay.downstream.rest;

import org.jspecify.annotations.NullMarked;
