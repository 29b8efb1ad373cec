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
 * The limits of all connections together, and of the time that one may take.
 *
 * @param maxStreamsTotal Most streams of all clients together; a stream of two clients
 * counts twice. Streams over it are refused with {@code rate_limited}.
 * @param maxConnectionAge Age, and up to a tenth more, at which a client's connection has
 * to come anew; zero for never.
 * @param handshakeTimeout Time within which a connection must have sent a whole request,
 * TLS included. Each further request has the same, from its first byte.
 * @param idleTimeout Longest rest of a connection between two requests, and longest time
 * until an answer is taken. Behind a proxy that keeps connections it must exceed what the
 * proxy has.
 * @param maxHandshakes Most connections that are no clients, or not yet. One more is
 * closed at once.
 * @param maxHandshakesPerAddress Most of these of one address, or of one IPv6 subnet of
 * 64 bits. It has an effect only below {@code max-handshakes}, and not for {@code
 * trusted-proxies}.
 * @param maxRequests Most requests that are answered at once, and refused streams, each
 * until its client has taken the answer. Open streams and health checks do not count. One
 * address has half of them at most.
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
