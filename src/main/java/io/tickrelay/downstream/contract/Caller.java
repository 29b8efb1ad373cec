package io.tickrelay.downstream.contract;

import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.web.server.ServerWebExchange;

/**
 * Who is behind a request, as far as its credential tells. Holds nothing of the
 * credential itself.
 *
 * @param name of the credential, for counting its connections; no secret
 * @param entitlements what it may do
 * @param expiresAt when the credential ends, and what it has opened with it; null for
 * never
 */
public record Caller(String name, Entitlements entitlements, @Nullable Instant expiresAt) {

	/** Every client, where no credential is asked for. */
	public static final Caller ANYBODY = new Caller("anybody", Entitlements.ALL, null);

	private static final String ATTRIBUTE = Caller.class.getName();

	/**
	 * Notes who is behind a request.
	 * @param exchange the request
	 */
	public void noteIn(ServerWebExchange exchange) {
		exchange.getAttributes().put(ATTRIBUTE, this);
	}

	/**
	 * Whether it is known who is behind a request.
	 * @param exchange any request
	 * @return false before its credential was checked, and where it showed none
	 */
	public static boolean isKnown(ServerWebExchange exchange) {
		return exchange.getAttribute(ATTRIBUTE) != null;
	}

	/**
	 * Who is behind a request.
	 * @param exchange a request whose credential was checked
	 * @return never a guess: without a judgement this throws
	 */
	public static Caller behind(ServerWebExchange exchange) {
		return (Caller) Objects.requireNonNull(exchange.getAttribute(ATTRIBUTE), "this request was not authenticated");
	}

}
