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
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Holds what is answered and ends, pages and questions, within bounds: how many requests
 * at once, and how long a client may take over an answer. Streams have bounds of their
 * own until they are refused, and a probe always has room. Each request comes here on its
 * connection's loop.
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
			// Once the answer is complete the server tells its connection no more.
			Channel channel = channelOf(exchange);
			return chain.filter(exchange).doFinally((signal) -> onStreamAnswered(exchange, channel));
		}
		return this.probes.matches(exchange)
			.flatMap((probe) -> probe.isMatch() ? answer(exchange, chain.filter(exchange), () -> {
			}) : answerWhereThereIsRoom(exchange, chain));
	}

	private Mono<Void> answerWhereThereIsRoom(ServerWebExchange exchange, WebFilterChain chain) {
		Subnet site = siteOf(exchange);
		if (this.room.enter(site)) {
			return answer(exchange, chain.filter(exchange), () -> this.room.leave(site));
		}
		exchange.getResponse().getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
		return answer(exchange, this.problems.refuse(exchange, HttpStatus.TOO_MANY_REQUESTS, ErrorCode.RATE_LIMITED,
				"Too many requests are being answered at once, of all or of this address; ask again in a second",
				List.of()), () -> {
				});
	}

	private Mono<Void> answer(ServerWebExchange exchange, Mono<Void> answer, Runnable whenTaken) {
		Channel channel = channelOf(exchange);
		Future<?> deadline = deadline(channel);
		return answer.doFinally((signal) -> Connections.whenTaken(channel, () -> {
			deadline.cancel(false);
			whenTaken.run();
		}));
	}

	/** What is wrong with many streams is a long answer, too. */
	private void onStreamAnswered(ServerWebExchange exchange, Channel channel) {
		HttpStatusCode status = exchange.getResponse().getStatusCode();
		if (status == null || !status.isError()) {
			return;
		}
		Subnet site = siteOf(exchange);
		if (this.room.enter(site)) {
			Future<?> deadline = deadline(channel);
			Connections.whenTaken(channel, () -> {
				deadline.cancel(false);
				this.room.leave(site);
			});
		}
		else {
			this.newcomers.onEnded(Newcomers.End.FULL);
			channel.eventLoop().execute(() -> Connections.end(channel));
		}
	}

	private Future<?> deadline(Channel channel) {
		Duration patience = this.newcomers.idleTimeout();
		return channel.eventLoop().schedule(() -> {
			this.newcomers.onEnded(Newcomers.End.UNREAD);
			Connections.end(channel);
		}, patience.toNanos(), TimeUnit.NANOSECONDS);
	}

	private static Channel channelOf(ServerWebExchange exchange) {
		HttpServerResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
		return Connections.channelOf(response);
	}

	private static Subnet siteOf(ServerWebExchange exchange) {
		InetSocketAddress from = exchange.getRequest().getRemoteAddress();
		return Subnet.siteOf((from != null) ? from.getAddress() : null);
	}

}
