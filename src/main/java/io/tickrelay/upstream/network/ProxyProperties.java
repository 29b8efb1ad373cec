package io.tickrelay.upstream.network;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of an HTTP proxy on the way to the upstream.
 *
 * @param host Name or address of an HTTP proxy on the way to the vendor; none for no
 * proxy.
 * @param port Port of the proxy.
 * @param username User that the proxy admits; none where it asks for none.
 * @param password The user's password.
 * @param passwordFile A file that holds the password and nothing else, such as a mounted
 * secret. It precedes {@code password}.
 * @param nonProxyHosts Hosts that are reached without the proxy; {@code *.example.com}
 * for all below a name.
 * @param allowPlainText Whether {@code url} and {@code rest-url} may be {@code ws} and
 * {@code http}, in which case the proxy sees the key.
 */
public record ProxyProperties(@Nullable String host, @DefaultValue("3128") @Min(1) @Max(65_535) int port,
		@Nullable String username, @Nullable ProxyPassword password, @Nullable Path passwordFile,
		@DefaultValue List<String> nonProxyHosts, @DefaultValue("false") boolean allowPlainText) {

	public ProxyProperties {
		if (host != null && !host.matches("[A-Za-z0-9._-]*|[0-9A-Fa-f:.]+")) {
			// A URL here may hold a password.
			throw new IllegalArgumentException(
					"relay.upstream.proxy.host must be a name or an address alone: its port is relay.upstream.proxy.port");
		}
		if (username != null && username.indexOf(':') >= 0) {
			throw new IllegalArgumentException("relay.upstream.proxy.username must have no colon");
		}
		if (username == null && ((password != null && !password.text().isEmpty()) || passwordFile != null)) {
			throw new IllegalArgumentException("relay.upstream.proxy.username must be set beside its password");
		}
	}

	/** Whether a host is reached without the proxy. */
	public boolean isDirect(@Nullable String target) {
		if (this.host == null || this.host.isEmpty() || target == null) {
			return true;
		}
		String name = target.toLowerCase(Locale.ROOT);
		return this.nonProxyHosts.stream()
			.map((one) -> one.strip().toLowerCase(Locale.ROOT))
			.anyMatch((one) -> one.equals(name) || (one.startsWith("*.") && name.endsWith(one.substring(1))));
	}

}
