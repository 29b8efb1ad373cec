package io.tickrelay.downstream.session;

import java.time.Duration;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;

/**
 * The bound of what the kernel holds for one client, where Linux lets us say so. Unsent
 * bytes in its buffer are updates that grow old and can't be replaced any more. With a
 * bound a slow client soon shows as not writable. Its conflated values are fresh when it
 * reads them, and its memory is small. A connection that has vanished without a word
 * acknowledges nothing; the kernel would go on asking it for a quarter of an hour. Of
 * clients {@link WriteWatch} takes care.
 */
public final class ClientSockets implements NettyServerCustomizer {

	// Behind our own time-out, which knows the reason better.
	private static final Duration MARGIN = Duration.ofSeconds(5);

	private final int userTimeoutMs;

	/**
	 * Creates what sets a client's socket up.
	 * @param writeTimeout how long a socket may stay full
	 */
	public ClientSockets(Duration writeTimeout) {
		this.userTimeoutMs = Math.toIntExact(writeTimeout.plus(MARGIN).toMillis());
	}

	@Override
	public HttpServer apply(HttpServer server) {
		return Epoll.isAvailable()
				? server.childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, ClientTcp.FEW_UNSENT_BYTES)
					.childOption(EpollChannelOption.TCP_USER_TIMEOUT, this.userTimeoutMs)
				: server;
	}

}
