package io.tickrelay.downstream.admission;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import io.tickrelay.downstream.access.ConnectionLimiter;
import io.tickrelay.downstream.access.ForwardedClients;
import io.tickrelay.downstream.access.HostFilter;
import io.tickrelay.downstream.access.OriginFilter;
import io.tickrelay.downstream.contract.Transport;
import io.tickrelay.downstream.http.BrowserRules;
import io.tickrelay.downstream.http.PlainRequest;
import io.tickrelay.downstream.http.RequestHeads;
import io.tickrelay.downstream.http.UrlFilter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.support.Netty4HeadersAdapter;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/**
 * Lets plain requests for streams in, ahead of the server's filters and handlers, which
 * cost most of what a connect costs. Asks the same rules as those do, and refuses
 * nothing: what is not certainly good goes on to them. Safe for any thread.
 *
 * <pre>
 *  request ─▶ plain? ─▶ name? ─▶ origin? ─▶ credential? ─▶ wish? ─▶ room? ─▶ stream
 *               └─────────┴────────┴───────────┴─────────────┴────────┴────▶ filters
 * </pre>
 */
public final class StreamEntrance {

	/** Of a request with one of these something else is wanted, too. */
	private static final List<CharSequence> STRANGE = List.of(HttpHeaderNames.CONTENT_LENGTH,
			HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderNames.EXPECT, HttpHeaderNames.SEC_WEBSOCKET_KEY1,
			HttpHeaderNames.SEC_WEBSOCKET_KEY2);

	private static final Logger log = LoggerFactory.getLogger(StreamEntrance.class);

	private final Map<Transport, StreamRoute> routes = new EnumMap<>(Transport.class);

	private final HostFilter hosts;

	private final OriginFilter origins;

	private final ForwardedClients addresses;

	private final StreamCredentials credentials;

	private final ConnectionLimiter connectionLimiter;

	/**
	 * Creates the short way in.
	 * @param routes the streams; empty where the long way alone is right
	 * @param hosts knows the relay's names
	 * @param origins knows whose pages may come
	 * @param addresses knows clients behind proxies
	 * @param credentials knows callers
	 * @param connectionLimiter knows whether there is room
	 */
	public StreamEntrance(List<StreamRoute> routes, HostFilter hosts, OriginFilter origins, ForwardedClients addresses,
			StreamCredentials credentials, ConnectionLimiter connectionLimiter) {
		routes.forEach((route) -> this.routes.put(route.transport(), route));
		this.hosts = hosts;
		this.origins = origins;
		this.addresses = addresses;
		this.credentials = credentials;
		this.connectionLimiter = connectionLimiter;
	}

	/** Whether a request may be one for {@link #admit}: it asks for a stream alone. */
	boolean isCandidate(HttpRequest head) {
		return transport(head) != null && !(head instanceof FullHttpRequest)
				&& STRANGE.stream().noneMatch(head.headers()::contains);
	}

	/**
	 * Begins a stream. On the channel's loop, while nothing of the request has come to
	 * the server.
	 * @param channel the connection
	 * @param head of a candidate
	 * @return false where nothing was done
	 */
	boolean admit(Channel channel, HttpRequest head) {
		Transport transport = transport(head);
		StreamRoute route = (transport != null) ? this.routes.get(transport) : null;
		if (transport == null || route == null || !channel.isActive()) {
			return false;
		}
		PlainRequest request = read(channel, head);
		if (request == null) {
			return false;
		}
		StreamCredentials.Known known = this.credentials.find(transport, request.headers(), request.query());
		Runnable begin = (known != null) ? route.prepare(request, known.caller()) : null;
		if (known == null || begin == null) {
			return false;
		}
		Runnable leave = this.connectionLimiter.letIn(known.caller(), request.from(), channel);
		if (leave == null) {
			return false;
		}
		if (!known.spend().getAsBoolean()) {
			leave.run();
			return false;
		}
		try {
			begin.run();
		}
		catch (RuntimeException ex) {
			log.atError().addKeyValue("transport", transport.text()).setCause(ex).log("A stream could not begin");
			channel.close();
		}
		return true;
	}

	private @Nullable PlainRequest read(Channel channel, HttpRequest head) {
		String query = head.uri().substring(Math.min(head.uri().length(), path(head.uri()).length() + 1));
		SocketAddress peer = channel.remoteAddress();
		boolean secure = channel.pipeline().get(SslHandler.class) != null;
		URI asked = this.addresses.asked(peer, secure, head);
		if (asked == null || query.startsWith("=") || query.contains("&=") || query.indexOf('#') >= 0
				|| !UrlFilter.isUtf8(query) || isNowhere(head.headers(), asked) || !this.hosts.admits(asked)) {
			return null;
		}
		var headers = new org.springframework.http.HttpHeaders(new Netty4HeadersAdapter(head.headers()));
		String lines = this.origins.lines(headers, asked);
		if (lines == null) {
			return null;
		}
		InetAddress client = this.addresses.address(peer, head);
		return new PlainRequest(channel, headers, parameters(query),
				(client != null) ? new InetSocketAddress(client, 0) : null, lines,
				BrowserRules.lines("https".equals(asked.getScheme())));
	}

	private @Nullable Transport transport(HttpRequest head) {
		if (!head.method().equals(HttpMethod.GET) || !head.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
			return null;
		}
		String path = path(head.uri());
		for (Transport transport : this.routes.keySet()) {
			if (path.equals(transport.path())) {
				return transport;
			}
		}
		return null;
	}

	private static String path(String target) {
		int query = target.indexOf('?');
		return (query < 0) ? target : target.substring(0, query);
	}

	private static boolean isNowhere(HttpHeaders headers, URI asked) {
		return headers.getAll(HttpHeaderNames.HOST).size() != 1 || RequestHeads.NO_HOST.equals(asked.getHost());
	}

	/** As Spring reads a query. */
	static MultiValueMap<String, String> parameters(String query) {
		MultiValueMap<String, String> parameters = new LinkedMultiValueMap<>();
		for (String part : query.split("&", -1)) {
			int equals = part.indexOf('=');
			if (equals > 0) {
				parameters.add(decoded(part.substring(0, equals)), decoded(part.substring(equals + 1)));
			}
			else if (equals < 0 && !part.isEmpty()) {
				parameters.add(decoded(part), null);
			}
		}
		return parameters;
	}

	private static String decoded(String text) {
		return (text.indexOf('%') < 0 && text.indexOf('+') < 0) ? text
				: URLDecoder.decode(text, StandardCharsets.UTF_8);
	}

}
