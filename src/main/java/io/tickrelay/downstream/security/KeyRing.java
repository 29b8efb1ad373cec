package io.tickrelay.downstream.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.Credentials;
import io.tickrelay.downstream.contract.DisconnectReason;
import org.jspecify.annotations.Nullable;

/**
 * The clients' keys as they are now. Safe for any thread.
 */
final class KeyRing implements Credentials {

	/** Each is looked at for each newcomer. */
	static final int MOST_KEYS = 1000;

	// Written by the reader of the file, read by the clients' loops.
	private volatile List<Entry> entries;

	KeyRing(List<ClientKey> keys) {
		this.entries = entries(keys);
	}

	/** Takes other keys from here on. */
	void replace(List<ClientKey> keys) {
		this.entries = entries(keys);
	}

	/**
	 * Whose key it is. Looks at all of them and at all of each: the time that it takes
	 * tells nothing.
	 * @param secret what the client showed
	 * @return null where it is unknown; whether it has expired is the caller's concern
	 */
	@Nullable Caller find(String secret) {
		byte[] digest = sha256(secret);
		Caller found = null;
		for (Entry entry : this.entries) {
			if (entry.is(digest)) {
				found = entry.caller();
			}
		}
		return found;
	}

	@Override
	public @Nullable DisconnectReason objection(Caller caller) {
		boolean known = false;
		for (Entry entry : this.entries) {
			if (entry.caller().equals(caller)) {
				return null;
			}
			known |= entry.caller().name().equals(caller.name());
		}
		return known ? DisconnectReason.ENTITLEMENTS_CHANGED : DisconnectReason.BAD_CREDENTIALS;
	}

	static byte[] sha256(String text) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-256", ex);
		}
	}

	private static List<Entry> entries(List<ClientKey> keys) {
		return keys.stream().map((key) -> new Entry(key.hash().digest(), key.caller())).toList();
	}

	/** A key's hash, and whose it is. */
	private static final class Entry {

		private final byte[] digest;

		private final Caller caller;

		Entry(byte[] digest, Caller caller) {
			this.digest = digest;
			this.caller = caller;
		}

		boolean is(byte[] other) {
			return MessageDigest.isEqual(this.digest, other);
		}

		Caller caller() {
			return this.caller;
		}

	}

}
