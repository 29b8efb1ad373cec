package io.tickrelay.downstream.security;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How clients say who they are.
 *
 * @param mode {@code none}, {@code api-key} or {@code jwt}. Its default is {@code none}
 * on a loopback address and in the profile {@code demo}; elsewhere it must be set.
 * @param keys The clients' keys: {@code name}, {@code hash}, {@code expires-at} and
 * {@code entitlements} of each; 1,000 at most, with those of the file.
 * @param keysFile A YAML file with more {@code keys}.
 * @param keysFileInterval Time between two reads of that file, 100 ms to 1 h.
 * @param entitlementsClaim Claim of a token that has its entitlements.
 * @param ticketTtl Time for which a ticket opens a stream, 1 s to 5 m.
 * @param maxTickets Most tickets that are open at a time; one credential has a quarter of
 * them at most.
 */
@Validated
@ConfigurationProperties("relay.downstream.security")
record SecurityProperties(@Nullable SecurityMode mode,
		@DefaultValue @Size(max = KeyRing.MOST_KEYS) List<@Valid ClientKey> keys, @Nullable Path keysFile,
		@DefaultValue("10s") @NotNull @DurationMin(millis = 100) @DurationMax(hours = 1) Duration keysFileInterval,
		@DefaultValue("tickrelay") @NotBlank String entitlementsClaim,
		@DefaultValue("30s") @NotNull @DurationMin(seconds = 1) @DurationMax(minutes = 5) Duration ticketTtl,
		@DefaultValue("10000") @Min(1) @Max(1_000_000) int maxTickets) {

	/**
	 * Whether each key is one of its own.
	 * @return false where two have the same name or hash
	 */
	@AssertTrue(message = "relay.downstream.security.keys must have different names and hashes")
	boolean isEachKeyThereOnce() {
		return ClientKey.areDifferent(this.keys);
	}

}
