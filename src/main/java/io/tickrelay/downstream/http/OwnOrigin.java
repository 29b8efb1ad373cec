package io.tickrelay.downstream.http;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.web.server.ServerWebExchange;

/**
 * The check that an {@code Origin} names the host of the request that it came with. Its
 * scheme does not count: a proxy that ends TLS hides the request's own, and many a
 * program says {@code http} to {@code wss}. Its port is the request's or that of a
 * scheme, because programs and proxies leave it out.
 */
public final class OwnOrigin {

	private static final String FOREIGN = OwnOrigin.class.getName() + ".foreign";

	/** Some programs end it with a slash. */
	private static final Pattern ORIGIN = Pattern
		.compile("[a-z][a-z0-9+.-]*://(\\[[0-9a-f:.]+]|[^\\s/?#@:\\[\\]]+?)\\.?(?::([0-9]{0,5}))?/?");

	private static final Pattern SERVER = Pattern.compile("(\\[[0-9a-f:.]+]|[^:\\[\\]@]+?)\\.?(?::([0-9]{0,5}))?");

	/** What browsers leave out, each for a scheme of its own. */
	private static final List<String> STANDARD_PORTS = List.of("", "80", "443");

	private OwnOrigin() {
	}

	/**
	 * Compares an origin with a request.
	 * @param origin the header
	 * @param asked the request's URL, with the host that its client named
	 * @return false for an origin that can't be read, such as {@code null}
	 */
	public static boolean is(String origin, URI asked) {
		Matcher page = ORIGIN.matcher(origin.strip().toLowerCase(Locale.ROOT));
		String authority = asked.getRawAuthority();
		if (authority == null || !page.matches()) {
			return false;
		}
		Matcher server = SERVER.matcher(authority.toLowerCase(Locale.ROOT));
		if (!server.matches() || !server.group(1).equals(page.group(1))) {
			return false;
		}
		String port = digits(page.group(2));
		return STANDARD_PORTS.contains(port) || port.equals(digits(server.group(2)));
	}

	private static String digits(@Nullable String port) {
		return (port != null) ? port : "";
	}

	/**
	 * Remembers that a request names an origin that is not to be let in without a
	 * credential.
	 * @param exchange the request
	 */
	public static void markForeign(ServerWebExchange exchange) {
		exchange.getAttributes().put(FOREIGN, true);
	}

	/**
	 * Whether a request names an origin that is not to be let in without a credential.
	 * @param exchange the request, behind {@code OriginFilter}
	 * @return true for what may be a page of another site
	 */
	public static boolean isForeign(ServerWebExchange exchange) {
		return exchange.getAttribute(FOREIGN) != null;
	}

}
