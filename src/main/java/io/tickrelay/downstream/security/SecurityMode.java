package io.tickrelay.downstream.security;

import java.net.InetAddress;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/**
 * How clients say who they are.
 */
enum SecurityMode {

	/** Not at all. */
	NONE,
	/** By a key that the relay has the hash of. */
	API_KEY,
	/** By a signed token (RFC 7519), read by Spring Security's resource server. */
	JWT;

	/**
	 * The mode of a relay. Where only this machine reaches it, and in the demo, no
	 * credential is needed; elsewhere no client may be let in by an oversight.
	 * @param said the setting
	 * @param address where the relay listens; null for everywhere
	 * @param environment tells whether this is the demo
	 * @return the mode
	 * @throws StartRefusedException where it has to be said
	 */
	static SecurityMode of(@Nullable SecurityMode said, @Nullable InetAddress address, Environment environment) {
		if (said != null) {
			return said;
		}
		boolean loopback = address != null && address.isLoopbackAddress();
		if (loopback || environment.acceptsProfiles(Profiles.of("demo"))) {
			return NONE;
		}
		throw new StartRefusedException(
				"Set relay.downstream.security.mode: none lets in each client that reaches this relay,"
						+ " api-key and jwt ask clients for a credential. (It need not be said where server.address is a"
						+ " loopback address, and in the profile demo.)");
	}

}
