package io.tickrelay.downstream.http;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

import io.tickrelay.downstream.contract.ErrorCode;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Refuses URLs that name nothing. Bytes that are not UTF-8 would be read as other
 * characters than those that were meant, and an invalid {@code Host} names no server.
 */
public final class UrlFilter implements WebFilter {

	private static final int BYTE_DIGITS = 2;

	private final Problems problems;

	/**
	 * Creates a filter.
	 * @param problems writes the refusals
	 */
	public UrlFilter(Problems problems) {
		this.problems = problems;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		URI url = exchange.getRequest().getURI();
		if (RequestHeads.NO_HOST.equals(url.getHost())) {
			return refuse(exchange, "The Host header is a name or an address, and a port behind a colon");
		}
		if (!isUtf8(url.getRawPath()) || !isUtf8(url.getRawQuery())) {
			return refuse(exchange, "The URL is not UTF-8; encode its path and query as encodeURIComponent() does");
		}
		return chain.filter(exchange);
	}

	private Mono<Void> refuse(ServerWebExchange exchange, String detail) {
		return this.problems.refuse(exchange, HttpStatus.BAD_REQUEST, ErrorCode.BAD_REQUEST, detail, List.of());
	}

	/** Whether the bytes of a part of a URL are UTF-8; each percent sign begins one. */
	public static boolean isUtf8(@Nullable String encoded) {
		if (encoded == null || encoded.indexOf('%') < 0) {
			return true;
		}
		ByteBuffer bytes = ByteBuffer.allocate(encoded.length());
		for (int i = 0; i < encoded.length(); i++) {
			char next = encoded.charAt(i);
			if (next == '%') {
				bytes.put((byte) HexFormat.fromHexDigits(encoded, i + 1, i + 1 + BYTE_DIGITS));
				i += BYTE_DIGITS;
			}
			else {
				bytes.put((byte) next);
			}
		}
		try {
			StandardCharsets.UTF_8.newDecoder().decode(bytes.flip());
			return true;
		}
		catch (CharacterCodingException ex) {
			return false;
		}
	}

}
