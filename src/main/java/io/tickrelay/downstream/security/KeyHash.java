package io.tickrelay.downstream.security;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

import jakarta.validation.constraints.AssertTrue;
import org.jspecify.annotations.Nullable;

/**
 * A key's SHA-256. A key in its place is refused with a message that says so; what was
 * put here is never printed, as Spring Boot prints every other setting that is wrong.
 */
final class KeyHash {

	private static final Pattern FORM = Pattern.compile("(?:sha256:)?([0-9a-f]{64})");

	private static final int FINGERPRINT = 8;

	/** Empty for anything but a hash: the key itself would stay in memory. */
	private final String digits;

	private KeyHash(String digits) {
		this.digits = digits;
	}

	/**
	 * Reads a setting.
	 * @param text anything
	 * @return a hash, which {@link #isReadable()} or not
	 */
	public static KeyHash of(String text) {
		var form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
		return new KeyHash(form.matches() ? form.group(1) : "");
	}

	/**
	 * Whether it is a hash.
	 * @return false for anything else
	 */
	@AssertTrue(message = "must be the key's SHA-256 in 64 hexadecimal digits, as sha256sum prints it, and not the key")
	boolean isReadable() {
		return !this.digits.isEmpty();
	}

	byte[] digest() {
		return HexFormat.of().parseHex(this.digits);
	}

	/** Enough to tell one from another. */
	String fingerprint() {
		return this.digits.substring(0, FINGERPRINT);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof KeyHash hash && hash.digits.equals(this.digits);
	}

	@Override
	public int hashCode() {
		return this.digits.hashCode();
	}

	@Override
	public String toString() {
		return "(hidden)";
	}

}
