package io.tickrelay.downstream.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * The check that a request can become a WebSocket. Source: RFC 6455, section 4.2.1, and
 * RFC 9110, section 15.5.22.
 */
public final class Handshake {

	private static final String VERSION = "13";

	private static final int KEY_BYTES = 16;

	private static final Map<String, String> UPGRADE = Map.of(HttpHeaders.UPGRADE, "websocket", HttpHeaders.CONNECTION,
			"Upgrade", "Sec-WebSocket-Version", VERSION);

	/** What may stand in a header as a name. Source: RFC 9110, section 5.6.2. */
	private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	private Handshake() {
	}

	/**
	 * What keeps a request from becoming a WebSocket.
	 * @param request any request
	 * @return null where nothing does
	 */
	public static @Nullable Refusal refusal(ServerHttpRequest request) {
		if (!request.getMethod().equals(HttpMethod.GET)) {
			return new Refusal(HttpStatus.METHOD_NOT_ALLOWED, Map.of(HttpHeaders.ALLOW, HttpMethod.GET.name()),
					"A WebSocket begins with GET");
		}
		return refusal(request.getHeaders());
	}

	/**
	 * What in the fields of a GET keeps it from becoming a WebSocket.
	 * @param headers the fields
	 * @return null where nothing does
	 */
	public static @Nullable Refusal refusal(HttpHeaders headers) {
		if (!hasToken(headers, HttpHeaders.UPGRADE, "websocket")) {
			return new Refusal(HttpStatus.UPGRADE_REQUIRED, UPGRADE,
					"This resource is a WebSocket; without one, read /v1/stream");
		}
		if (!hasToken(headers, HttpHeaders.CONNECTION, "upgrade")) {
			return bad("A WebSocket's handshake says \"Connection: Upgrade\" as well; a proxy may have dropped it");
		}
		if (!List.of(VERSION).equals(headers.get("Sec-WebSocket-Version"))) {
			return new Refusal(HttpStatus.UPGRADE_REQUIRED, UPGRADE,
					"This relay speaks version 13 of the WebSocket protocol");
		}
		if (!isKey(headers.getFirst("Sec-WebSocket-Key"))) {
			return bad("Sec-WebSocket-Key is 16 bytes in Base64");
		}
		boolean hasBody = headers.getContentLength() > 0 || headers.containsHeader(HttpHeaders.TRANSFER_ENCODING);
		return hasBody ? bad("A WebSocket's handshake has no body") : null;
	}

	/**
	 * How the handshake is answered. The first subprotocol that the client offers is
	 * chosen, whatever its name: a browser ends a connection whose server chooses none.
	 * @param request a handshake
	 * @return settings to be completed
	 */
	public static WebsocketServerSpec.Builder spec(ServerHttpRequest request) {
		String protocol = protocol(request.getHeaders());
		WebsocketServerSpec.Builder spec = WebsocketServerSpec.builder();
		return (protocol != null) ? spec.protocols(protocol) : spec;
	}

	/**
	 * The answer to a handshake that is not to be refused.
	 * @param request the handshake
	 * @return the head, whole
	 */
	public static byte[] head(PlainRequest request) {
		String key = Objects.requireNonNull(request.headers().getFirst("Sec-WebSocket-Key")).strip();
		String protocol = protocol(request.headers());
		String head = "HTTP/1.1 101 Switching Protocols\r\n" + request.originLines() + request.ruleLines()
				+ "upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: " + accept(key) + "\r\n"
				+ ((protocol != null) ? "sec-websocket-protocol: " + protocol + "\r\n" : "") + "\r\n";
		return head.getBytes(StandardCharsets.ISO_8859_1);
	}

	private static String accept(String key) {
		try {
			byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.ISO_8859_1);
			return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-1", ex);
		}
	}

	private static @Nullable String protocol(HttpHeaders headers) {
		String offers = headers.getFirst("Sec-WebSocket-Protocol");
		String first = (offers == null) ? ""
				: Arrays.stream(offers.split(","))
					.map(String::strip)
					.filter((offer) -> !offer.isEmpty())
					.findFirst()
					.orElse("");
		return TOKEN.matcher(first).matches() ? first : null;
	}

	/**
	 * Answers a handshake, and hangs up on a client that does not wait for it.
	 * @param response the answer, of which nothing was sent
	 * @param upgrade sends it, over the channel that it is given
	 * @return what that does; nothing at all where the client has gone meanwhile
	 */
	public static Mono<Void> answer(HttpServerResponse response, Function<Channel, Mono<Void>> upgrade) {
		return Mono.defer(() -> {
			Channel channel = NettyConnections.channelOf(response);
			if (!channel.isActive()) {
				// Reactor Netty would log an error for each.
				return Mono.empty();
			}
			channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, null, new EarlyDataGuard());
			return upgrade.apply(channel);
		});
	}

	private static Refusal bad(String message) {
		return new Refusal(HttpStatus.BAD_REQUEST, Map.of(), message);
	}

	private static boolean hasToken(HttpHeaders headers, String name, String token) {
		return headers.getOrEmpty(name)
			.stream()
			.flatMap((list) -> Arrays.stream(list.split(",")))
			.anyMatch((item) -> item.strip().equalsIgnoreCase(token));
	}

	private static boolean isKey(@Nullable String key) {
		try {
			return key != null && Base64.getDecoder().decode(key.strip()).length == KEY_BYTES;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/**
	 * A handshake's answer where it is not the one that was hoped for.
	 *
	 * @param status the HTTP status
	 * @param fields what goes with it
	 * @param message what is wrong and what to do
	 */
	public record Refusal(HttpStatus status, Map<String, String> fields, String message) {
	}

}
