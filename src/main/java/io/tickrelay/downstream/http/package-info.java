/**
 * COLD. What HTTP has in common for all transports: connections and their clocks,
 * handshakes, heads, and how a refusal is told.
 *
 * <p>
 * <b>The seam.</b> Once a stream's head is out, the connection is a client's and no
 * server's. All that answered the request is let go of: filters, headers, operators. An
 * SSE response is not chunked and ends with its connection. An HTTP/2 stream has no
 * channel of its own to write bytes to, so the same bytes go through its codec. The
 * response's publisher stays silent until the end, and the stream's window makes it not
 * writable.
 *
 * <p>
 * <b>Broken clients.</b> Netty would log a stack trace for each broken HTTP/2 connection;
 * {@link BrokenConnections} hears of them first. {@link RequestHeads} repairs heads so
 * that {@code java.net.URI} takes what browsers send, {@link UrlFilter} refuses the rest.
 * {@link UnansweredRequests} gives Spring's own exceptions the API's problem document.
 *
 * <p>
 * <b>Loops.</b> Credentials may be judged elsewhere, such as by an issuer. From then on
 * all work is on the connection's loop ({@link NettyConnections}). A client may send its
 * first frame as soon as its handshake is answered, and the pipeline is rebuilt between
 * the two.
 */
@NullMarked
package io.tickrelay.downstream.http;

import org.jspecify.annotations.NullMarked;
