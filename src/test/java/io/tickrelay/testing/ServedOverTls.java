package io.tickrelay.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;

/**
 * Has a relay end TLS itself, by the settings that deploying.md names, with a certificate
 * of an authority that is a bean for the test.
 */
public final class ServedOverTls implements ApplicationContextInitializer<GenericApplicationContext> {

	/** The name of the files that hold the relay's certificate. */
	public static final String NAME = "relay";

	@Override
	public void initialize(GenericApplicationContext context) {
		try {
			Path folder = Files.createTempDirectory(Path.of("target"), "tls-").toAbsolutePath();
			Certificates authority = Certificates.authority(folder, "authority");
			context.registerBean(Certificates.class, () -> authority);
			TestPropertyValues.of(settings(authority.pem(NAME))).applyTo(context);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The settings of a relay with a certificate. */
	public static String[] settings(Certificates.Pem pem) {
		return new String[] { "server.ssl.bundle=relay",
				"spring.ssl.bundle.pem.relay.keystore.certificate=file:" + pem.chain(),
				"spring.ssl.bundle.pem.relay.keystore.private-key=file:" + pem.key(),
				"spring.ssl.bundle.pem.relay.reload-on-update=true",
				// How long its files have to be left alone before they are read.
				"spring.ssl.bundle.watch.file.quiet-period=500ms" };
	}

}
