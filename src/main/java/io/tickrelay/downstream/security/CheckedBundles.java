package io.tickrelay.downstream.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.ssl.PemSslBundleProperties;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.autoconfigure.ssl.SslProperties;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.core.io.ResourceLoader;

/**
 * The TLS certificates and keys of Spring Boot's settings. A changed one takes over only
 * where it is of use: Spring Boot would take any, and fail each handshake from then on.
 * Files are changed one after another, so a pair that does not fit for a moment is
 * nothing unusual.
 */
final class CheckedBundles extends DefaultSslBundleRegistry {

	private static final Logger log = LoggerFactory.getLogger(CheckedBundles.class);

	private static final String BEGIN = "-----BEGIN ";

	private static final String END = "-----END ";

	private final SslProperties properties;

	private final ResourceLoader files;

	private final BundleCheck check;

	/** What was told last of a bundle, so that it is told once. */
	private final Map<String, String> told = new ConcurrentHashMap<>();

	/**
	 * Creates the registry with all bundles of the settings.
	 * @param properties the settings
	 * @param files reads what they name
	 * @param clock tells what has expired
	 * @param registrars register the bundles
	 */
	CheckedBundles(SslProperties properties, ResourceLoader files, InstantSource clock,
			Stream<SslBundleRegistrar> registrars) {
		this.properties = properties;
		this.files = files;
		this.check = new BundleCheck(clock);
		registrars.forEach((registrar) -> registrar.registerBundles(this));
	}

	/** At the start there is none before it that could stay. */
	@Override
	public void registerBundle(String name, SslBundle bundle) {
		String fault = fault(name, bundle);
		if (fault != null) {
			throw new StartRefusedException("The TLS bundle " + name + " can't be used: " + fault + ".");
		}
		String age = this.check.outdated(bundle);
		if (age != null) {
			tell(name, age, "A TLS certificate is out of date, and clients will refuse it");
		}
		super.registerBundle(name, bundle);
	}

	@Override
	public void updateBundle(String name, SslBundle bundle) {
		String fault = fault(name, bundle);
		if (fault == null) {
			fault = this.check.outdated(bundle);
		}
		if (fault == null) {
			try {
				super.updateBundle(name, bundle);
				this.told.remove(name);
				log.atInfo().addKeyValue("bundle", name).log("A new TLS certificate is in service");
				return;
			}
			catch (RuntimeException ex) {
				// Its message could quote what it could not read.
				fault = "it can't be used (" + ex.getClass().getSimpleName() + ")";
			}
		}
		tell(name, fault, "New TLS files are of no use: the certificate and key before them stay in service");
	}

	private void tell(String name, String fault, String message) {
		if (!fault.equals(this.told.put(name, fault))) {
			log.atWarn().addKeyValue("bundle", name).addKeyValue("reason", fault).log(message);
		}
	}

	private @Nullable String fault(String name, SslBundle bundle) {
		PemSslBundleProperties pem = this.properties.getBundle().getPem().get(name);
		if (pem != null && !stores(pem).allMatch(this::isWhole)) {
			return "a file is missing or half-written";
		}
		return this.check.fault(bundle);
	}

	private static Stream<String> stores(PemSslBundleProperties pem) {
		List<@Nullable String> named = Arrays.asList(pem.getKeystore().getCertificate(),
				pem.getKeystore().getPrivateKey(), pem.getTruststore().getCertificate(),
				pem.getTruststore().getPrivateKey());
		return named.stream().filter(Objects::nonNull).map(String::valueOf).filter((one) -> !one.isBlank());
	}

	/** Spring Boot passes over a block without an end: a chain would lack a link. */
	private boolean isWhole(String setting) {
		try {
			String text = setting.contains(BEGIN) ? setting
					: this.files.getResource(setting).getContentAsString(StandardCharsets.UTF_8);
			int begun = text.split(BEGIN, -1).length;
			return begun > 1 && begun == text.split(END, -1).length;
		}
		catch (IOException | UncheckedIOException _) {
			return false;
		}
	}

}
