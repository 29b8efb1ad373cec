package io.tickrelay.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate authority of a test's own, and certificates of servers that it signs. The
 * JDK's {@code keytool} makes them in a folder that goes with the test.
 */
public final class Certificates {

	private static final String PASSWORD = "changeit";

	private static final String AUTHORITY = "authority";

	private final Path store;

	/**
	 * A certificate in files.
	 *
	 * @param chain it and its authority's
	 * @param key its private key
	 */
	public record Pem(Path chain, Path key) {
	}

	private Certificates(Path store) {
		this.store = store;
	}

	/** Makes an authority, whose files have the name. */
	public static Certificates authority(Path folder, String name) {
		Certificates made = new Certificates(folder.resolve(name + ".p12"));
		made.generate(AUTHORITY, "CN=" + name, "-ext", "bc:c");
		return made;
	}

	/** A trust store that knows this authority and no other, for {@code java -D...}. */
	public List<String> trust() {
		try {
			KeyStore trusted = empty();
			trusted.setCertificateEntry(AUTHORITY, certificate());
			Path file = this.store.resolveSibling("trust-" + this.store.getFileName());
			try (OutputStream out = Files.newOutputStream(file)) {
				trusted.store(out, PASSWORD.toCharArray());
			}
			return List.of("-Djavax.net.ssl.trustStore=" + file, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new AssertionError(ex);
		}
	}

	/** The authority's own certificate. */
	public X509Certificate certificate() {
		try {
			return (X509Certificate) load().getCertificate(AUTHORITY);
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new AssertionError(ex);
		}
	}

	/** What a client in this JVM needs to trust this authority and no other. */
	public SSLContext clients() {
		try {
			KeyStore trusted = empty();
			trusted.setCertificateEntry(AUTHORITY, certificate());
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(trusted);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, trust.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new AssertionError(ex);
		}
	}

	/** Sockets of a server with a certificate for a host. */
	public ServerSocketFactory serverFor(String host) {
		sign(host, "dns:" + host);
		try {
			KeyStore signed = load();
			// A store of its own: a server may present any key that it has.
			KeyStore alone = empty();
			alone.setKeyEntry(host, signed.getKey(host, PASSWORD.toCharArray()), PASSWORD.toCharArray(),
					signed.getCertificateChain(host));
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(alone, PASSWORD.toCharArray());
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(keys.getKeyManagers(), null, null);
			return context.getServerSocketFactory();
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * A certificate for this machine's own name, as operators have theirs. Another one
	 * under the same name goes into the same files.
	 */
	public Pem pem(String name, String... options) {
		String alias = name + "-" + UUID.randomUUID();
		sign(alias, "dns:localhost,ip:127.0.0.1", options);
		try {
			KeyStore signed = load();
			StringBuilder chain = new StringBuilder();
			for (Certificate certificate : signed.getCertificateChain(alias)) {
				chain.append(block("CERTIFICATE", certificate.getEncoded()));
			}
			Pem pem = new Pem(this.store.resolveSibling(name + ".crt"), this.store.resolveSibling(name + ".key"));
			Files.writeString(pem.key(),
					block("PRIVATE KEY", signed.getKey(alias, PASSWORD.toCharArray()).getEncoded()));
			Files.writeString(pem.chain(), chain);
			return pem;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private static String block(String what, byte[] content) {
		return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + what
				+ "-----\n";
	}

	private void sign(String alias, String names, String... options) {
		List<String> more = new ArrayList<>(List.of("-ext", "san=" + names, "-signer", AUTHORITY));
		more.addAll(List.of(options));
		generate(alias, "CN=" + alias, more.toArray(String[]::new));
	}

	private void generate(String alias, String name, String... more) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
						"-keystore", this.store.toString(), "-storepass", PASSWORD, "-keyalg", "EC", "-validity", "2",
						"-alias", alias, "-dname", name));
		command.addAll(List.of(more));
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
				throw new AssertionError(said);
			}
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private KeyStore load() throws GeneralSecurityException, IOException {
		return KeyStore.getInstance(this.store.toFile(), PASSWORD.toCharArray());
	}

	private static KeyStore empty() throws GeneralSecurityException, IOException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		return store;
	}

}
