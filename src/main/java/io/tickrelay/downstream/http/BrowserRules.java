package io.tickrelay.downstream.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fields by which every answer tells a browser what to hold the page to.
 */
public final class BrowserRules {

	/** The page's own files, and this relay alone to talk to. */
	private static final String PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
			+ " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

	private static final Map<String, String> PLAIN = rules(false);

	private static final Map<String, String> TLS = rules(true);

	private static final String PLAIN_LINES = lines(PLAIN);

	private static final String TLS_LINES = lines(TLS);

	private BrowserRules() {
	}

	/**
	 * The fields.
	 * @param secure whether the client came by HTTPS
	 * @return values by names, in the order in which they are sent
	 */
	public static Map<String, String> fields(boolean secure) {
		return secure ? TLS : PLAIN;
	}

	/** The same as lines of an answer's head. */
	public static String lines(boolean secure) {
		return secure ? TLS_LINES : PLAIN_LINES;
	}

	private static Map<String, String> rules(boolean secure) {
		Map<String, String> rules = new LinkedHashMap<>();
		rules.put("X-Content-Type-Options", "nosniff");
		if (secure) {
			// Of this host alone: its neighbours may not be ready for it.
			rules.put("Strict-Transport-Security", "max-age=31536000");
		}
		rules.put("X-Frame-Options", "DENY");
		// Browsers' own filters opened holes where there were none.
		rules.put("X-XSS-Protection", "0");
		rules.put("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
		rules.put("Content-Security-Policy", PAGE_POLICY);
		rules.put("Referrer-Policy", "no-referrer");
		return Collections.unmodifiableMap(rules);
	}

	private static String lines(Map<String, String> fields) {
		StringBuilder lines = new StringBuilder();
		fields.forEach((name, value) -> lines.append(name).append(": ").append(value).append("\r\n"));
		return lines.toString();
	}

}
