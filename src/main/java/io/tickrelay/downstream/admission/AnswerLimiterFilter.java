package io.tickrelay.downstream.admission;

import java.net.InetSocketAddress;
import java.util.List;

import io.netty.channel.Channel;
import io.tickrelay.downstream.access.Subnet;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.Transport;
import io.tickrelay.downstream.http.NettyConnections;
import io.tickrelay.downstream.http.ProbeAnswer;
import io.tickrelay.downstream.http.Problems;
import io.tickrelay.hub.lane.Deadline;
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
 * Bounds the requests whose answer ends, which are pages and questions. It bounds how
 * many there are at once, and how long a client may take over an answer. Streams have
 * bounds of their own until they are refused, and a probe always has room. Each request
 * comes here on its connection's loop.
 */
public final class AnswerLimiterFilter implements WebFilter {

	private static final String RETRY_AFTER_SECONDS = "1";

	private final AnswerLimiter room;

	private final PendingConnections pendingConnections;

	private final ServerWebExchangeMatcher probes;

	private final Problems problems;

	/**
	 * Creates a filter.
	 * @param room has places for requests
	 * @param pendingConnections knows how long a connection may be idle
	 * @param probes tells the requests that need no place
	 * @param problems refuses the others
	 */
	public AnswerLimiterFilter(AnswerLimiter room, PendingConnections pendingConnections,
			ServerWebExchangeMatcher probes, Problems problems) {
		this.room = room;
		this.pendingConnections = pendingConnections;
		this.probes = probes;
		this.problems = problems;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		// Once the answer is complete the server tells its connection no more.
		Channel channel = channelOf(exchange);
		if (Transport.isStream(exchange.getRequest().getPath().pathWithinApplication())) {
			return chain.filter(exchange).doFinally((signal) -> onStreamAnswered(exchange, channel));
		}
		return this.probes.matches(exchange)
			.flatMap((probe) -> probe.isMatch() ? answer(channel, chain.filter(ProbeAnswer.in(exchange, this.problems)))
					: answerWhereThereIsRoom(exchange, channel, chain));
	}

	private Mono<Void> answerWhereThereIsRoom(ServerWebExchange exchange, Channel channel, WebFilterChain chain) {
		Subnet site = siteOf(exchange);
		Deadline deadline = deadline(channel);
		if (this.room.enter(site)) {
			return chain.filter(exchange)
				.doFinally((signal) -> whenTaken(channel, deadline, () -> this.room.leave(site)));
		}
		exchange.getResponse().getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
		return this.problems
			.refuse(exchange, HttpStatus.TOO_MANY_REQUESTS, ErrorCode.RATE_LIMITED,
					"Too many requests are being answered at once, of all or of this address; ask again in a second",
					List.of())
			.doFinally((signal) -> whenTaken(channel, deadline, () -> {
			}));
	}

	private Mono<Void> answer(Channel channel, Mono<Void> answer) {
		Deadline deadline = deadline(channel);
		return answer.doFinally((signal) -> whenTaken(channel, deadline, () -> {
		}));
	}

	/** What is wrong with many streams is a long answer, too. */
	private void onStreamAnswered(ServerWebExchange exchange, Channel channel) {
		HttpStatusCode status = exchange.getResponse().getStatusCode();
		if (status == null || !status.isError()) {
			return;
		}
		Subnet site = siteOf(exchange);
		Deadline deadline = deadline(channel);
		if (this.room.enter(site)) {
			whenTaken(channel, deadline, () -> this.room.leave(site));
		}
		else {
			deadline.cancel();
			this.pendingConnections.onEnded(PendingConnections.End.FULL);
			channel.eventLoop().execute(() -> NettyConnections.end(channel));
		}
	}

	private static void whenTaken(Channel channel, Deadline deadline, Runnable task) {
		NettyConnections.whenTaken(channel, () -> {
			deadline.cancel();
			task.run();
		});
	}

	/** To be called before a place is taken: it throws where the server shuts down. */
	private Deadline deadline(Channel channel) {
		return this.pendingConnections.clocks().expect(channel, this.pendingConnections.idleTimeout(), () -> {
			this.pendingConnections.onEnded(PendingConnections.End.UNREAD);
			NettyConnections.end(channel);
		});
	}

	private static Channel channelOf(ServerWebExchange exchange) {
		HttpServerResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
		return NettyConnections.channelOf(response);
	}

	private static Subnet siteOf(ServerWebExchange exchange) {
		InetSocketAddress from = exchange.getRequest().getRemoteAddress();
		return Subnet.siteOf((from != null) ? from.getAddress() : null);
	}

}
