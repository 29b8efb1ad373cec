package io.tickrelay.downstream;

import java.net.InetSocketAddress;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Has those wait for their turn who could not before their request became an exchange:
 * the streams of an HTTP/2 connection, which can't hold one of them back, and over
 * HTTP/1.1 what {@link RequestWatch} could not tell for a stream's request or found
 * behind another. That costs twice the memory, and what the collector has to drag along.
 * Each request comes here on its connection's loop.
 */
final class TurnstileFilter implements WebFilter {

	private final Turnstile turnstile;

	TurnstileFilter(Turnstile turnstile) {
		this.turnstile = turnstile;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		if (!Transport.isStream(exchange.getRequest().getPath().pathWithinApplication())) {
			return chain.filter(exchange);
		}
		HttpServerResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
		Channel channel = Connections.channelOf(response);
		if (Newcomer.spendTurn(channel)) {
			return chain.filter(exchange);
		}
		InetSocketAddress from = exchange.getRequest().getRemoteAddress();
		Subnet site = Subnet.siteOf((from != null) ? from.getAddress() : null);
		return Mono.<Void>create((sink) -> await(channel.eventLoop(), site, sink))
			.then(Mono.defer(() -> chain.filter(exchange)));
	}

	private void await(EventLoop loop, Subnet site, MonoSink<Void> sink) {
		onLoop(loop, () -> {
			Runnable leave = this.turnstile.await(loop, site, sink::success);
			sink.onCancel(() -> onLoop(loop, leave));
		});
	}

	private static void onLoop(EventLoop loop, Runnable task) {
		if (loop.inEventLoop()) {
			task.run();
		}
		else {
			loop.execute(task);
		}
	}

}
