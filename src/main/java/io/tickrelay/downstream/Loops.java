package io.tickrelay.downstream;

import java.util.concurrent.atomic.AtomicReference;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;

/**
 * The event loops of requests' connections, where all that becomes of a connection has to
 * happen.
 */
public final class Loops {

	private Loops() {
	}

	/**
	 * Goes on with a request on its connection's loop, from wherever it was: what belongs
	 * to a client lives there, and a handshake that is answered from elsewhere may have
	 * the client's first frame before anybody is there to read it.
	 * @param exchange the request
	 * @param rest what is to be done
	 * @return that, subscribed to on the loop; at once where this is it
	 */
	public static Mono<Void> goOn(ServerWebExchange exchange, Mono<Void> rest) {
		return Mono.defer(() -> {
			EventLoop loop = of(exchange);
			return (loop == null || loop.inEventLoop()) ? rest : rest.subscribeOn(Schedulers.fromExecutor(loop));
		});
	}

	static @Nullable EventLoop of(ServerWebExchange exchange) {
		AtomicReference<@Nullable EventLoop> loop = new AtomicReference<>();
		HttpServerResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
		response.withConnection((connection) -> loop.set(connection.channel().eventLoop()));
		return loop.get();
	}

}
