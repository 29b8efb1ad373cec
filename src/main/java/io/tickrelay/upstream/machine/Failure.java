package io.tickrelay.upstream.machine;

import java.util.List;
import java.util.Set;

/**
 * Why something went wrong, in words of ours alone: what the upstream or an exception
 * says could quote the key.
 *
 * @param code the vendor's or HTTP's number, or a name of ours where there is none
 * @param meaning a short sentence for operators
 */
public record Failure(String code, String meaning) {

	public static final Failure CONNECTION_LOST = new Failure("connection_lost", "The upstream ended the connection");

	public static final Failure DNS_FAILED = new Failure("dns_failed", "The upstream's host name has no address");

	public static final Failure CONNECT_REFUSED = new Failure("connect_refused",
			"The upstream's address refuses connections");

	public static final Failure PROXY_UNREACHABLE = new Failure("proxy_unreachable",
			"The proxy can't be reached, or did not answer in time");

	public static final Failure PROXY_UNAUTHORIZED = new Failure("proxy_unauthorized",
			"The proxy wants other credentials (HTTP 407); the upstream was not asked");

	private static final Failure PROXY_REFUSED = new Failure("proxy_refused",
			"The proxy opened no tunnel to the upstream");

	public static final Failure TLS_FAILED = new Failure("tls_failed",
			"No trust in the upstream's certificate, or no TLS at all");

	public static final Failure CONNECT_FAILED = new Failure("connect_failed",
			"The connection broke before the handshake was answered");

	public static final Failure CONNECT_TIMEOUT = new Failure("connect_timeout",
			"The upstream did not answer the handshake");

	static final Failure NO_WELCOME = new Failure("no_welcome", "The upstream did not greet the session");

	static final Failure NO_PONG = new Failure("no_pong", "The upstream sent nothing for two pings");

	public static final Failure PROTOCOL_ERROR = new Failure("protocol_error",
			"The upstream broke the WebSocket protocol or sent a frame over 1 MiB");

	static final Failure MUTE = new Failure("mute",
			"Every busy stream fell silent on an open session, which was replaced");

	public static final Failure TOO_MANY_RECONNECTS = new Failure("too_many_reconnects",
			"The session was opened as often in an hour as relay.upstream.reconnects-per-hour allows, and waits");

	/** Failures of attempts that the vendor has never seen. */
	private static final Set<Failure> UNSEEN = Set.of(DNS_FAILED, CONNECT_REFUSED, TLS_FAILED, PROXY_UNREACHABLE,
			PROXY_UNAUTHORIZED, PROXY_REFUSED);

	/** Every failure that has a name instead of a number. */
	public static final List<Failure> NAMED = List.of(CONNECTION_LOST, DNS_FAILED, CONNECT_REFUSED, PROXY_UNREACHABLE,
			PROXY_UNAUTHORIZED, PROXY_REFUSED, TLS_FAILED, CONNECT_FAILED, CONNECT_TIMEOUT, NO_WELCOME, NO_PONG,
			PROTOCOL_ERROR, MUTE, TOO_MANY_RECONNECTS);

	/**
	 * The proxy opened no tunnel.
	 * @param status what it answered; 0 where that was no HTTP
	 */
	public static Failure proxyRefused(int status) {
		return new Failure(PROXY_REFUSED.code,
				PROXY_REFUSED.meaning + ((status > 0) ? ": HTTP " + status : ": its answer is no HTTP"));
	}

	/** Whether it has the same code. */
	public boolean isSameKind(Failure other) {
		return this.code.equals(other.code);
	}

	/** The same, with what went before it. */
	Failure after(Failure before) {
		return new Failure(this.code, this.meaning + "; before that " + before.code + ": " + before.meaning);
	}

	/** Whether the vendor has seen nothing of the attempt that failed so. */
	boolean isUnseen() {
		return UNSEEN.stream().anyMatch((failure) -> failure.code.equals(this.code));
	}

}
