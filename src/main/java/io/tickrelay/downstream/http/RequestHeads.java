package io.tickrelay.downstream.http;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.NetUtil;

/**
 * Puts requests' heads into the form that Reactor Netty and Spring can read; of any other
 * form they make an empty 400, and a log line. Browsers send characters in a URL as they
 * were typed, which {@code java.net.URI} refuses. A percent sign that begins no byte
 * stands for itself, as in the URL standard. A Host that is none becomes a name that no
 * host can have, which {@link UrlFilter} refuses.
 */
public final class RequestHeads {

	/** Kept for that by RFC 6761, section 6.4. */
	public static final String NO_HOST = "invalid";

	private static final String SIGNS = "-_.~!$&'()*+,;=:@/%";

	private static final String SIGNS_OF_QUERIES = SIGNS + "?[]";

	private static final HexFormat HEX = HexFormat.of().withUpperCase();

	private static final int FIRST_BEYOND_A_BYTE = 0x100;

	private static final int LARGEST_PORT = 0xffff;

	private RequestHeads() {
	}

	/** Repairs the head of an HTTP/1.1 request, in place. */
	public static void repair(HttpRequest request) {
		String target = request.uri();
		String repaired = target(target);
		if (!repaired.equals(target)) {
			request.setUri(repaired);
		}
		String host = request.headers().get(HttpHeaderNames.HOST);
		if (host != null && !host(host).equals(host)) {
			request.headers().set(HttpHeaderNames.HOST, host(host));
		}
	}

	/** Repairs the head of an HTTP/2 request, in place. */
	public static void repair(Http2Headers head) {
		CharSequence path = head.path();
		if (path != null && !target(path.toString()).contentEquals(path)) {
			head.path(target(path.toString()));
		}
		CharSequence authority = head.authority();
		if (authority != null && !host(authority.toString()).contentEquals(authority)) {
			head.authority(host(authority.toString()));
		}
		CharSequence host = head.get(HttpHeaderNames.HOST);
		if (host != null && !host(host.toString()).contentEquals(host)) {
			head.set(HttpHeaderNames.HOST, host(host.toString()));
		}
	}

	/**
	 * The path and query that a request is for.
	 * @param target as it was sent, a character a byte
	 * @return the same without another server's name, and with what no URL may hold
	 * percent-encoded
	 */
	static String target(String target) {
		String rest = withoutAuthority(target);
		StringBuilder repaired = null;
		String signs = SIGNS;
		boolean fragment = false;
		for (int i = 0; i < rest.length(); i++) {
			char next = rest.charAt(i);
			boolean kept = isLetterOrDigit(next) || (signs.indexOf(next) >= 0 && (next != '%' || beginsByte(rest, i)));
			if (next == '?' && signs.equals(SIGNS)) {
				signs = SIGNS_OF_QUERIES;
				kept = true;
			}
			else if (next == '#' && !fragment) {
				signs = SIGNS_OF_QUERIES;
				fragment = true;
				kept = true;
			}
			if (!kept && repaired == null) {
				repaired = new StringBuilder(rest.length() + Integer.SIZE).append(rest, 0, i);
			}
			if (repaired != null) {
				append(repaired, next, kept);
			}
		}
		return (repaired != null) ? repaired.toString() : rest;
	}

	/**
	 * The name by which the relay was asked, with a port.
	 * @param host the header
	 * @return the same; {@link #NO_HOST} for what can be none
	 */
	static String host(String host) {
		boolean literal = host.startsWith("[");
		int end = literal ? host.indexOf(']') + 1 : host.indexOf(':');
		String name = (end < 0) ? host : host.substring(0, end);
		String port = host.substring(name.length());
		boolean named = literal ? NetUtil.isValidIpV6Address(name) : !host.equals(port);
		if ((!named && !host.isEmpty()) || !isPort(port)) {
			return NO_HOST;
		}
		return port.equals(":") ? name : host;
	}

	private static boolean isPort(String port) {
		return port.isEmpty() || (port.matches(":[0-9]{0,5}")
				&& (port.length() == 1 || Integer.parseInt(port.substring(1)) <= LARGEST_PORT));
	}

	/** As a client sends it to a proxy: {@code http://name/path}. */
	private static String withoutAuthority(String target) {
		int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
		if (scheme < 0 || !target.substring(0, scheme).chars().allMatch((next) -> isLetterOrDigit((char) next))) {
			return target;
		}
		for (int i = scheme + "://".length(); i < target.length(); i++) {
			char next = target.charAt(i);
			if (next == '/') {
				return target.substring(i);
			}
			if (next == '?' || next == '#') {
				return "/" + target.substring(i);
			}
		}
		return "/";
	}

	private static void append(StringBuilder repaired, char next, boolean kept) {
		if (kept) {
			repaired.append(next);
			return;
		}
		byte[] bytes = (next < FIRST_BEYOND_A_BYTE) ? new byte[] { (byte) next }
				: String.valueOf(next).getBytes(StandardCharsets.UTF_8);
		for (byte each : bytes) {
			repaired.append('%').append(HEX.toHexDigits(each));
		}
	}

	private static boolean beginsByte(String text, int percent) {
		return percent + 2 < text.length() && HexFormat.isHexDigit(text.charAt(percent + 1))
				&& HexFormat.isHexDigit(text.charAt(percent + 2));
	}

	private static boolean isLetterOrDigit(char next) {
		return (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || (next >= '0' && next <= '9');
	}

}
