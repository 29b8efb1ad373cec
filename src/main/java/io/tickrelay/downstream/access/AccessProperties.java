package io.tickrelay.downstream.access;

import java.util.List;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who may come in, and how many.
 *
 * @param allowedOrigins the pages of other sites that may read from here, each as a
 * browser names it in {@code Origin}: {@code null} for pages out of files,
 * {@code capacitor://localhost} and its like for apps; {@code *} for all
 * @param allowedHosts the names by which the relay may be reached; where there is none,
 * any name is good, except where a loopback address and no credential are all that guards
 * it: that takes local names alone
 * @param trustedProxies whose {@code X-Forwarded-} headers are believed, addresses or
 * subnets
 * @param maxConnections the most clients with a stream or a WebSocket
 * @param maxConnectionsPerAddress the most of them from one address; of IPv6, from one
 * subnet of 64 bits
 * @param maxConnectionsPerCredential the most of them with one credential that has no
 * limit of its own
 * @param connectsPerSecond how many of them may come a second for long, and twice as many
 * at once
 */
@Validated
@ConfigurationProperties("relay.downstream")
public record AccessProperties(@DefaultValue List<@Pattern(
		regexp = "\\*|null|file://|[a-z][a-z0-9+.\\-]*://[A-Za-z0-9._\\-\\[\\]:]+",
		message = "must be *, null, or an origin such as https://desk.example.com or capacitor://localhost, without a"
				+ " path") String> allowedOrigins,
		@DefaultValue List<@Pattern(regexp = "[A-Za-z0-9._\\-]+",
				message = "must be a name such as ticks.example.com, without a port") String> allowedHosts,
		@DefaultValue List<String> trustedProxies, @DefaultValue("20000") @Min(1) @Max(1_000_000) int maxConnections,
		@DefaultValue("20000") @Min(1) @Max(1_000_000) int maxConnectionsPerAddress,
		@DefaultValue("20000") @Min(1) @Max(1_000_000) int maxConnectionsPerCredential,
		@DefaultValue("2500") @Min(1) @Max(100_000) int connectsPerSecond) {

	/**
	 * Whether all proxies are addresses.
	 * @return false where one is a name or has an impossible subnet
	 */
	@AssertTrue(
			message = "relay.downstream.trusted-proxies must be IP addresses or subnets such as 10.0.0.0/8, no names")
	boolean isTrustedProxiesReadable() {
		return this.trustedProxies.stream().allMatch((proxy) -> Subnet.parse(proxy) != null);
	}

}
