package io.tickrelay.downstream.http;

import io.tickrelay.downstream.contract.CloseText;
import io.tickrelay.downstream.contract.DisconnectReason;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.Transport;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;

/**
 * Refuses the WebSockets of pages. No browser tells its page the HTTP answer to a
 * handshake. The page would see a broken connection (1006) and come back for ever. So the
 * WebSocket is opened, told why, and closed. It never sees anything else. To pages of
 * other sites nothing is opened at all.
 */
final class RefusedPages {

	private static final String BEARER = "Bearer ";

	private RefusedPages() {
	}

	/**
	 * Whether a page of this relay's wants a WebSocket. Programs see the status. So do
	 * clients of the vendor's protocol: its SDKs stop on a status alone.
	 */
	static boolean areTold(ServerWebExchange exchange, ErrorCode code) {
		ServerHttpRequest request = exchange.getRequest();
		return code != ErrorCode.FORBIDDEN && request.getHeaders().containsHeader(HttpHeaders.ORIGIN)
				&& !OwnOrigin.isForeign(exchange) && !isProgram(request) && Handshake.refusal(request) == null;
	}

	/** A page's WebSocket has no headers of its own, though a proxy may add some. */
	private static boolean isProgram(ServerHttpRequest request) {
		if (Transport.COMPAT.isAt(request.getPath().pathWithinApplication())) {
			return true;
		}
		HttpHeaders headers = request.getHeaders();
		boolean key = headers.containsHeader("X-API-Key") || headers.getOrEmpty(HttpHeaders.AUTHORIZATION)
			.stream()
			.anyMatch((field) -> field.regionMatches(true, 0, BEARER, 0, BEARER.length()));
		return key && !request.getQueryParams().containsKey("ticket");
	}

	static Mono<Void> refuse(ServerWebExchange exchange, ErrorCode code, String detail) {
		HttpServerResponse nativeResponse = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
		String reason = CloseText.of(code.text() + ": " + detail);
		// Commits the response to Spring, which then keeps its hands off it.
		return exchange.getResponse()
			.setComplete()
			.then(Handshake.answer(nativeResponse,
					(channel) -> Mono.from(nativeResponse.sendWebsocket(
							(inbound, outbound) -> outbound.sendClose(closeCode(code), reason),
							Handshake.spec(exchange.getRequest()).build()))));
	}

	/** As in the contract's table of close codes. */
	private static int closeCode(ErrorCode code) {
		return switch (code) {
			case UNAUTHORIZED -> DisconnectReason.BAD_CREDENTIALS.closeCode();
			case NOT_ENTITLED -> DisconnectReason.FORBIDDEN.closeCode();
			case CONNECTION_LIMIT -> DisconnectReason.CONNECTION_LIMIT.closeCode();
			case RATE_LIMITED, UPSTREAM_UNAVAILABLE -> DisconnectReason.COMMANDS_TOO_FAST.closeCode();
			default -> DisconnectReason.BAD_FRAME.closeCode();
		};
	}

}
