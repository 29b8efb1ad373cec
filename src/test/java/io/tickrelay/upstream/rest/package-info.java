@NullMarked
package io.tickrelay.upstream.rest;

import org.jspecify.annotations.NullMarked;
