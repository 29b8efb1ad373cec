package io.tickrelay.downstream;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Holds what is answered and ends, pages and questions, within bounds: how many requests
 * at once, and how long a client may take over an answer. Streams have bounds of their
 * own, and a probe always has room. Each request comes here on its connection's loop.
 */
final class RequestRoomFilter implements WebFilter {

	private static final String RETRY_AFTER_SECONDS = "1";

	private final RequestRoom room;

	private final Newcomers newcomers;

	private final ServerWebExchangeMatcher probes;

	private final Problems problems;

	/**
	 * Creates a filter.
	 * @param room has places for requests
	 * @param newcomers knows how long a connection may be idle
	 * @param probes tells the requests that need no place
	 * @param problems refuses the others
	 */
	RequestRoomFilter(RequestRoom room, Newcomers newcomers, ServerWebExchangeMatcher probes, Problems problems) {
		this.room = room;
		this.newcomers = newcomers;
		this.probes = probes;
		this.problems = problems;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		if (Transport.isStream(exchange.getRequest().getPath().pathWithinApplication())) {
			return chain.filter(exchange);
		}
		return this.probes.matches(exchange).flatMap((probe) -> probe.isMatch() ? answer(exchange, chain, () -> {
		}) : answerWhereThereIsRoom(exchange, chain));
	}

	private Mono<Void> answerWhereThereIsRoom(ServerWebExchange exchange, WebFilterChain chain) {
		InetSocketAddress from = exchange.getRequest().getRemoteAddress();
		Subnet site = Subnet.siteOf((from != null) ? from.getAddress() : null);
		if (this.room.enter(site)) {
			return answer(exchange, chain, () -> this.room.leave(site));
		}
		exchange.getResponse().getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
		return this.problems.refuse(exchange, HttpStatus.TOO_MANY_REQUESTS, ErrorCode.RATE_LIMITED,
				"Too many requests are being answered at once, of all or of this address; ask again in a second",
				List.of());
	}

	private Mono<Void> answer(ServerWebExchange exchange, WebFilterChain chain, Runnable whenTaken) {
		HttpServerResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
		Channel channel = Connections.channelOf(response);
		Duration patience = this.newcomers.idleTimeout();
		Future<?> deadline = channel.eventLoop().schedule(() -> {
			this.newcomers.onEnded(Newcomers.End.UNREAD);
			Connections.end(channel);
		}, patience.toNanos(), TimeUnit.NANOSECONDS);
		return chain.filter(exchange).doFinally((signal) -> Connections.whenTaken(channel, () -> {
			deadline.cancel(false);
			whenTaken.run();
		}));
	}

}
