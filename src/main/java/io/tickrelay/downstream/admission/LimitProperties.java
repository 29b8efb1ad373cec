package io.tickrelay.downstream.admission;

import java.time.Duration;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What all connections together may take, and how long one may.
 *
 * @param maxStreamsTotal the most streams of all clients together
 * @param maxConnectionAge after which a client has to come anew; zero for never
 * @param handshakeTimeout within which a connection must have sent a whole request, TLS
 * included
 * @param idleTimeout within which a connection that had an answer must have sent its next
 * request, and within which an answer must be there and taken
 * @param maxHandshakes the most connections that are no clients, or not yet
 * @param maxHandshakesPerAddress of these, the most of one address or IPv6 subnet
 * @param maxRequests the most requests that are answered at once, each until its client
 * has taken the answer; those for streams only where they are refused
 */
@Validated
@ConfigurationProperties("relay.downstream")
public record LimitProperties(@DefaultValue("1000000") @Min(1) @Max(100_000_000) long maxStreamsTotal,
		@DefaultValue("0s") @NotNull @DurationMin @DurationMax(days = 365) Duration maxConnectionAge,
		@DefaultValue("10s") @NotNull @DurationMin(seconds = 1) @DurationMax(minutes = 10) Duration handshakeTimeout,
		@DefaultValue("75s") @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 1) Duration idleTimeout,
		@DefaultValue("10000") @Min(16) @Max(1_000_000) int maxHandshakes,
		@DefaultValue("8000") @Min(1) @Max(1_000_000) int maxHandshakesPerAddress,
		@DefaultValue("512") @Min(2) @Max(100_000) int maxRequests) {

	/**
	 * Whether a client has time to do something.
	 * @return false where it would have to go before it is well connected
	 */
	@AssertTrue(message = "relay.downstream.max-connection-age must be 0s for none, or at least 1s")
	public boolean isMaxConnectionAgeUseful() {
		return this.maxConnectionAge.isZero() || this.maxConnectionAge.toSeconds() >= 1;
	}

}
