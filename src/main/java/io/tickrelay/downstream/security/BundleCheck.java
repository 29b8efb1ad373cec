package io.tickrelay.downstream.security;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.util.StringUtils;

/**
 * Tells whether handshakes can succeed with a certificate and its key, in words that
 * quote nothing of either.
 *
 * @param clock tells what has expired
 */
record BundleCheck(InstantSource clock) {

	private static final byte[] SAMPLE = { 1, 2, 3 };

	/** What is wrong whatever the time is; null where nothing is. */
	@Nullable String fault(SslBundle bundle) {
		try {
			KeyStore store = bundle.getStores().getKeyStore();
			bundle.getManagers().getTrustManagers();
			if (store == null) {
				return null;
			}
			bundle.getManagers().getKeyManagers();
			for (String alias : aliases(bundle, store)) {
				if (store.isKeyEntry(alias)
						&& !fits(store.getKey(alias, password(bundle)), store.getCertificate(alias))) {
					return "the private key does not fit the certificate";
				}
			}
			return null;
		}
		catch (GeneralSecurityException | RuntimeException _) {
			// What is said of it could quote the file.
			return "a certificate or a key can't be read";
		}
	}

	/** What is wrong with the time of a certificate; null where nothing is. */
	@Nullable String outdated(SslBundle bundle) {
		try {
			KeyStore store = bundle.getStores().getKeyStore();
			if (store == null) {
				return null;
			}
			for (String alias : aliases(bundle, store)) {
				if (store.isKeyEntry(alias) && store.getCertificate(alias) instanceof X509Certificate certificate) {
					String age = outdated(certificate);
					if (age != null) {
						return age;
					}
				}
			}
			return null;
		}
		catch (GeneralSecurityException | RuntimeException _) {
			return "a certificate can't be read";
		}
	}

	private @Nullable String outdated(X509Certificate certificate) {
		Instant now = this.clock.instant();
		Instant end = certificate.getNotAfter().toInstant();
		if (now.isAfter(end)) {
			return "the certificate has expired on " + end;
		}
		Instant begin = certificate.getNotBefore().toInstant();
		return now.isBefore(begin) ? "the certificate begins on " + begin : null;
	}

	private static List<String> aliases(SslBundle bundle, KeyStore store) throws GeneralSecurityException {
		String chosen = bundle.getKey().getAlias();
		List<String> aliases = new ArrayList<>();
		if (StringUtils.hasLength(chosen)) {
			aliases.add(chosen);
		}
		else {
			store.aliases().asIterator().forEachRemaining(aliases::add);
		}
		return aliases;
	}

	private static char @Nullable [] password(SslBundle bundle) {
		String own = bundle.getKey().getPassword();
		String password = (own != null) ? own : bundle.getStores().getKeyStorePassword();
		return (password != null) ? password.toCharArray() : null;
	}

	private static boolean fits(@Nullable Key key, @Nullable Certificate certificate) throws GeneralSecurityException {
		if (!(key instanceof PrivateKey secret) || certificate == null) {
			return true;
		}
		if (secret instanceof RSAKey own && certificate.getPublicKey() instanceof RSAKey named) {
			// Of RSASSA-PSS, too, which signs nothing without parameters.
			return own.getModulus().equals(named.getModulus());
		}
		if (!secret.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
			return false;
		}
		Signature signature;
		try {
			signature = Signature.getInstance(algorithm(secret));
		}
		catch (NoSuchAlgorithmException _) {
			// One that this check does not know may still be one that TLS knows.
			return true;
		}
		signature.initSign(secret);
		signature.update(SAMPLE);
		byte[] signed = signature.sign();
		signature.initVerify(certificate.getPublicKey());
		signature.update(SAMPLE);
		return verifies(signature, signed);
	}

	private static boolean verifies(Signature signature, byte[] signed) {
		try {
			return signature.verify(signed);
		}
		catch (GeneralSecurityException _) {
			// A key of another length, for one.
			return false;
		}
	}

	private static String algorithm(PrivateKey key) {
		return switch (key.getAlgorithm()) {
			case "EC" -> "SHA256withECDSA";
			case "DSA" -> "SHA256withDSA";
			default -> key.getAlgorithm();
		};
	}

}
