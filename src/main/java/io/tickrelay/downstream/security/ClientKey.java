package io.tickrelay.downstream.security;

import java.time.Instant;
import java.util.HexFormat;

import io.tickrelay.downstream.Caller;
import io.tickrelay.downstream.Entitlements;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * One client's key, as far as the relay knows it: its hash.
 *
 * @param name what it is called in the log
 * @param hash the key's SHA-256 in hexadecimal; a random key needs no slower one
 * @param expiresAt from when on it is refused; null for never
 * @param entitlements what it may do
 */
record ClientKey(
		@NotNull @Pattern(regexp = "[A-Za-z0-9._-]{1,64}",
				message = "must be 1 to 64 letters, digits, dots, dashes or underscores") String name,
		@NotNull @Pattern(regexp = "(sha256:)?[0-9a-fA-F]{64}",
				message = "must be the key's SHA-256 in 64 hexadecimal digits, as sha256sum prints it, and not the key") String hash,
		@Nullable Instant expiresAt, @Valid @DefaultValue Entitlements entitlements) {

	private static final int HEX_DIGITS = 64;

	private static final int FINGERPRINT = 8;

	byte[] digest() {
		return HexFormat.of().parseHex(digits());
	}

	/** Another key under the same name is somebody else. */
	Caller caller() {
		return new Caller(this.name + "/" + digits().substring(0, FINGERPRINT), this.entitlements, this.expiresAt);
	}

	private String digits() {
		return this.hash.substring(this.hash.length() - HEX_DIGITS);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
