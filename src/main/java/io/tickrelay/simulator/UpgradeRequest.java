package io.tickrelay.simulator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.tickrelay.tick.Business;
import org.jspecify.annotations.Nullable;

/**
 * A handshake's request, without the key.
 *
 * @param path of the URL
 * @param query of the URL, where it is not that of a session; without a key
 * @param business as the URL spells it; empty where it does not
 * @param holder the same for connections that count together: a digest of key and
 * business
 * @param keyMatched whether the key lets in
 */
record UpgradeRequest(String path, String query, String business, String holder, boolean keyMatched) {

	/**
	 * Reads a request's target.
	 * @param target path and query; never trusted, never kept
	 * @param keyHeader the key that came as a header, which REST requests have; null for
	 * none
	 * @param apiKey the only key that lets in, null for any that is not empty
	 * @return the visit; of a target that cannot be read, one to nowhere
	 */
	static UpgradeRequest of(String target, @Nullable String keyHeader, @Nullable String apiKey) {
		try {
			QueryStringDecoder query = new QueryStringDecoder(target);
			String key = (keyHeader != null && !query.path().equals(HandshakeHandler.PATH)) ? keyHeader
					: parameter(query, "apikey");
			String business = parameter(query, "business");
			boolean matched = (apiKey != null) ? apiKey.equals(key) : true;
			return new UpgradeRequest(query.path(), harmlessQuery(query), business, digest(business + '\n' + key),
					matched && !key.isEmpty());
		}
		catch (IllegalArgumentException _) {
			// Its message quotes the target, and with it the key.
			return new UpgradeRequest("", "", "", "", false);
		}
	}

	/**
	 * What the rest of the server, and its logs, may see of the target.
	 * @return path and business
	 */
	String harmlessTarget() {
		if (!this.query.isEmpty()) {
			return this.path + "?" + this.query;
		}
		return Business.isName(this.business) ? this.path + "?business=" + this.business : this.path;
	}

	private static String harmlessQuery(QueryStringDecoder query) {
		boolean secret = query.parameters().containsKey("business")
				|| query.rawQuery().toLowerCase(Locale.ROOT).contains("apikey");
		return secret ? "" : query.rawQuery();
	}

	private static String parameter(QueryStringDecoder query, String name) {
		return query.parameters().getOrDefault(name, List.of("")).getFirst();
	}

	private static String digest(String text) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest, 0, 16);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
