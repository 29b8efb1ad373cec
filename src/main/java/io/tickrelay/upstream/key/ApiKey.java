package io.tickrelay.upstream.key;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The key of the upstream's plan. Cannot be printed by accident.
 */
public final class ApiKey {

	private final String secret;

	private ApiKey(String secret) {
		this.secret = secret;
	}

	/**
	 * Wraps a key.
	 * @param secret the key; white space around it, such as a file's last newline, is not
	 * part of it
	 * @return the key
	 */
	public static ApiKey of(String secret) {
		return new ApiKey(secret.strip());
	}

	/**
	 * Whether there is nothing in it.
	 * @return true for an empty key
	 */
	public boolean isEmpty() {
		return this.secret.isEmpty();
	}

	/**
	 * Whether both are one key. Takes no shorter time for keys that differ early.
	 * @param other another key
	 * @return true for the same characters
	 */
	public boolean isSameAs(ApiKey other) {
		return MessageDigest.isEqual(this.secret.getBytes(StandardCharsets.UTF_8),
				other.secret.getBytes(StandardCharsets.UTF_8));
	}

	/** Whether it can stand in a header: visible ASCII alone. */
	boolean isSendable() {
		return this.secret.chars().allMatch((c) -> c > ' ' && c < 0x7f);
	}

	/** The form in a header. */
	String headerValue() {
		return this.secret;
	}

	/** The form in a URL's query. */
	String urlEncoded() {
		return URLEncoder.encode(this.secret, StandardCharsets.UTF_8);
	}

	@Override
	public String toString() {
		return "(hidden)";
	}

}
