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
 * @param mode how; null where it was not said
 * @param keys the clients' keys
 * @param keysFile a YAML file of more keys, looked at again and again
 * @param keysFileInterval from one look to the next
 * @param entitlementsClaim where a token says what it may do
 * @param ticketTtl how long a ticket opens a stream
 * @param maxTickets the most tickets that are open at a time
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
