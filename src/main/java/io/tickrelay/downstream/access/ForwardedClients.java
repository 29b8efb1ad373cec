package io.tickrelay.downstream.access;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.ConnectionInfo;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;

/**
 * Who a client is where proxies stand in front. Each proxy adds the address that it saw
 * at the end of {@code X-Forwarded-For}. So the list is read from its end, and only as
 * far as trusted proxies wrote it. A client's own text stands in front and is never
 * believed. From others the headers mean nothing.
 */
public final class ForwardedClients implements NettyServerCustomizer {

	/** As proxies spell them, to those of an origin: Traefik says what is upgraded to. */
	private static final Map<String, String> SCHEMES = Map.of("http", "http", "https", "https", "ws", "http", "wss",
			"https");

	private static final List<String> OUTER = List.of("X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port");

	private static final Pattern PORT = Pattern.compile("(.+):([0-9]{1,5})");

	/** A name or an address, and no user, path or query beside it. */
	private static final Pattern HOST = Pattern.compile("(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::[1-9][0-9]{0,4})?");

	private static final int LARGEST_PORT = 0xffff;

	private final List<Subnet> trusted;

	/**
	 * Creates what knows the addresses behind proxies.
	 * @param trustedProxies addresses and subnets whose headers are believed
	 */
	public ForwardedClients(List<String> trustedProxies) {
		this.trusted = trustedProxies.stream().map(Subnet::parse).filter(Objects::nonNull).toList();
	}

	@Override
	public HttpServer apply(HttpServer server) {
		return this.trusted.isEmpty() ? server : server.forwarded(this::forwarded);
	}

	/**
	 * Where a request comes from.
	 * @param peer who is at the other end of its connection
	 * @param request its head
	 * @return the client's address; null where the connection has none
	 */
	public @Nullable InetAddress address(@Nullable SocketAddress peer, HttpRequest request) {
		InetAddress nearest = (peer instanceof InetSocketAddress inet) ? inet.getAddress() : null;
		return (nearest != null && isTrusted(nearest)) ? client(nearest, request) : nearest;
	}

	/**
	 * The URL of the relay as the client asked for it.
	 * @param peer who is at the other end of the connection
	 * @param secure whether the connection has TLS
	 * @param request its head
	 * @return without path and query; null where it can't be told
	 */
	public @Nullable URI asked(@Nullable SocketAddress peer, boolean secure, HttpRequest request) {
		InetAddress nearest = (peer instanceof InetSocketAddress inet) ? inet.getAddress() : null;
		String scheme = secure ? "https" : "http";
		Asked asked = (nearest != null && isTrusted(nearest)) ? outermost(scheme, request) : null;
		String host = request.headers().get(HttpHeaderNames.HOST);
		if (asked != null) {
			scheme = asked.scheme();
			host = (asked.port() < 0) ? host : asked.name() + ":" + asked.port();
		}
		if (host == null || !HOST.matcher(host).matches()) {
			return null;
		}
		try {
			return URI.create(scheme + "://" + host);
		}
		catch (IllegalArgumentException ex) {
			// Such as an address with too many parts.
			return null;
		}
	}

	/**
	 * Whose connection it is.
	 * @param peer who is at its other end
	 * @return null where that is a trusted proxy, which has every client's
	 */
	public @Nullable Subnet siteOf(@Nullable SocketAddress peer) {
		InetAddress address = (peer instanceof InetSocketAddress inet) ? inet.getAddress() : null;
		return (address != null && isTrusted(address)) ? null : Subnet.siteOf(address);
	}

	private ConnectionInfo forwarded(ConnectionInfo connection, HttpRequest request) {
		InetSocketAddress peer = connection.getRemoteAddress();
		if (peer == null || !isTrusted(peer.getAddress())) {
			return connection;
		}
		InetAddress client = client(peer.getAddress(), request);
		ConnectionInfo known = connection.withRemoteAddress(new InetSocketAddress(client, peer.getPort()));
		return withOuterHost(known, request);
	}

	/** The last address that no trusted proxy has. */
	private InetAddress client(InetAddress peer, HttpRequest request) {
		String[] chain = String.join(",", request.headers().getAll("X-Forwarded-For")).split(",", -1);
		InetAddress client = peer;
		for (int i = chain.length - 1; i >= 0 && isTrusted(client); i--) {
			InetAddress before = address(chain[i].strip());
			if (before == null) {
				break;
			}
			client = before;
		}
		return client;
	}

	private static @Nullable InetAddress address(String text) {
		int lastColon = text.lastIndexOf(':');
		// With a port: 192.0.2.1:4711 or [2001:db8::1]:4711.
		boolean port = lastColon > 0 && (text.indexOf(':') == lastColon || text.charAt(lastColon - 1) == ']');
		String address = port ? text.substring(0, lastColon) : text;
		return NetUtil.createInetAddressFromIpAddressString(address);
	}

	/** How the client addressed the proxy: that is what its page's origin is. */
	private static ConnectionInfo withOuterHost(ConnectionInfo connection, HttpRequest request) {
		Asked asked = outermost(connection.getScheme(), request);
		if (asked == null) {
			return connection;
		}
		ConnectionInfo known = connection.withScheme(asked.scheme());
		return (asked.port() < 0) ? known : known.withHostAddress(
				InetSocketAddress.createUnresolved(asked.name(), asked.port()), asked.name(), asked.port());
	}

	/** Null where no proxy says it. */
	private static @Nullable Asked outermost(String schemeHere, HttpRequest request) {
		if (OUTER.stream().noneMatch(request.headers()::contains)) {
			return null;
		}
		String scheme = SCHEMES.getOrDefault(Objects.requireNonNullElse(last(request, "X-Forwarded-Proto"), ""),
				schemeHere);
		String host = Objects.requireNonNullElse(last(request, "X-Forwarded-Host"),
				Objects.requireNonNullElse(request.headers().get(HttpHeaderNames.HOST), ""));
		Matcher parts = PORT.matcher(host);
		boolean named = parts.matches();
		String name = named ? parts.group(1) : host;
		int port = named ? Integer.parseInt(parts.group(2)) : outerPort(request, scheme);
		return new Asked(scheme, name, (name.isEmpty() || port > LARGEST_PORT) ? -1 : port);
	}

	/** Many a proxy hands on the host without its port. */
	private static int outerPort(HttpRequest request, String scheme) {
		String port = Objects.requireNonNullElse(last(request, "X-Forwarded-Port"), "");
		return port.matches("[0-9]{1,5}") ? Integer.parseInt(port) : ConnectionInfo.getDefaultHostPort(scheme);
	}

	private static @Nullable String last(HttpRequest request, String name) {
		List<String> fields = request.headers().getAll(name);
		if (fields.isEmpty()) {
			return null;
		}
		String field = fields.getLast();
		return field.substring(field.lastIndexOf(',') + 1).strip();
	}

	/**
	 * How a client addressed the outermost proxy.
	 *
	 * @param port negative where the name is none
	 */
	private record Asked(String scheme, String name, int port) {
	}

	private boolean isTrusted(InetAddress address) {
		return this.trusted.stream().anyMatch((subnet) -> subnet.contains(address));
	}

}
