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
 * @param allowedOrigins Pages of other sites that may read from here, each as a browser
 * names it in {@code Origin}. Examples: {@code https://desk.example.com}, {@code
 * capacitor://localhost}, {@code chrome-extension://ID}, or {@code null} for pages out of
 * files. {@code *} means all, also with the cookies of a proxy in front: name origins
 * behind one.
 * @param allowedHosts Names by which the relay may be reached, beside addresses and
 * {@code localhost}. None means any name. On a loopback address with {@code
 * security.mode} {@code none} and without {@code trusted-proxies} it means no other name.
 * @param trustedProxies Addresses or subnets whose {@code X-Forwarded-For}, {@code
 * -Proto} and {@code -Host} are believed.
 * @param maxConnections Most clients with a stream or a WebSocket.
 * @param maxConnectionsPerAddress Most clients of one address, or of one IPv6 subnet of
 * 64 bits.
 * @param maxConnectionsPerCredential Most clients of one key, or of all tokens of one
 * subject, unless its own {@code max-connections} says otherwise.
 * @param connectsPerSecond Most new clients a second for long; twice as many at once.
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
