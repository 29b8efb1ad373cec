package io.tickrelay.upstream.network;

/**
 * The password that a proxy wants. Cannot be printed by accident.
 */
public final class ProxyPassword {

	private final String secret;

	private ProxyPassword(String secret) {
		this.secret = secret;
	}

	/**
	 * Wraps a password.
	 * @param secret the password, each character of it
	 * @return the password
	 */
	public static ProxyPassword of(String secret) {
		return new ProxyPassword(secret);
	}

	/** The password itself. */
	String text() {
		return this.secret;
	}

	@Override
	public String toString() {
		return "(hidden)";
	}

}
