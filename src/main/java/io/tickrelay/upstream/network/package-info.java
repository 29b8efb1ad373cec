/**
 * The way to the vendor: names and addresses, proxies, and why a connection failed.
 */
@NullMarked
package io.tickrelay.upstream.network;

import org.jspecify.annotations.NullMarked;
