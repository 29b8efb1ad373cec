package io.tickrelay.downstream.security;

import java.time.Instant;
import java.util.List;

import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.Entitlements;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * One client's key, as far as the relay knows it.
 *
 * @param name what it is called in the log
 * @param hash the key's SHA-256; a random key needs no slower one
 * @param expiresAt from when on it is refused; null for never
 * @param entitlements what it may do
 */
record ClientKey(
		@NotNull @Pattern(regexp = "[A-Za-z0-9._-]{1,64}",
				message = "must be 1 to 64 letters, digits, dots, dashes or underscores") String name,
		@NotNull @Valid KeyHash hash, @Nullable Instant expiresAt, @Valid @DefaultValue Entitlements entitlements) {

	/** Whether no two of them have a name or a hash in common. */
	static boolean areDifferent(List<ClientKey> keys) {
		return keys.stream().map(ClientKey::name).distinct().count() == keys.size()
				&& keys.stream().map(ClientKey::hash).distinct().count() == keys.size();
	}

	/** Another key under the same name is another client's. */
	Caller caller() {
		return new Caller(this.name + "/" + this.hash.fingerprint(), this.entitlements, this.expiresAt);
	}

}
