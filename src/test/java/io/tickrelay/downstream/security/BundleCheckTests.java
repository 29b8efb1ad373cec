package io.tickrelay.downstream.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

import io.tickrelay.testing.Certificates;
import io.tickrelay.testing.Logs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.ssl.PemSslBundleProperties;
import org.springframework.boot.autoconfigure.ssl.SslProperties;
import org.springframework.boot.io.ApplicationResourceLoader;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Which certificates and keys take over. */
@Tag("full")
class BundleCheckTests {

	@TempDir
	private static Path folder;

	private static Certificates authority;

	private static Certificates.Pem one;

	private static Certificates.Pem other;

	private final SslProperties properties = new SslProperties();

	@BeforeAll
	static void makeCertificates() {
		authority = Certificates.authority(folder, "authority");
		one = authority.pem("one");
		other = authority.pem("other");
	}

	@Test
	void takesAPairThatFitsAndNoOther() throws IOException {
		BundleCheck check = new BundleCheck(InstantSource.system());
		assertThat(check.fault(bundle(text(one.chain()), text(one.key())))).isNull();
		assertThat(check.outdated(bundle(text(one.chain()), text(one.key())))).isNull();
		assertThat(check.fault(bundle(text(one.chain()), text(other.key()))))
			.isEqualTo("the private key does not fit the certificate");
		assertThat(check.fault(bundle("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", text(one.key()))))
			.isEqualTo("a certificate or a key can't be read");
		assertThat(check.fault(bundle(text(one.chain()), "s3cret"))).isEqualTo("a certificate or a key can't be read");
	}

	@ParameterizedTest
	@ValueSource(strings = { "RSASSA-PSS", "Ed25519" })
	void knowsPairsOfOtherKinds(String algorithm) throws IOException {
		BundleCheck check = new BundleCheck(InstantSource.system());
		Certificates.Pem pair = authority.pem("pair", "-keyalg", algorithm);
		Certificates.Pem another = authority.pem("another", "-keyalg", algorithm);
		assertThat(check.fault(bundle(text(pair.chain()), text(pair.key())))).isNull();
		for (Certificates.Pem unfit : List.of(another, one)) {
			assertThat(check.fault(bundle(text(pair.chain()), text(unfit.key()))))
				.isEqualTo("the private key does not fit the certificate");
		}
	}

	@Test
	void tellsWhatHasExpiredAndWhatBeginsLater() throws IOException {
		SslBundle bundle = bundle(text(one.chain()), text(one.key()));
		Instant now = Instant.now();
		assertThat(new BundleCheck(InstantSource.fixed(now.plus(Duration.ofDays(3)))).outdated(bundle))
			.startsWith("the certificate has expired on ");
		assertThat(new BundleCheck(InstantSource.fixed(now.minus(Duration.ofDays(3)))).outdated(bundle))
			.startsWith("the certificate begins on ");
	}

	@Test
	void keepsTheOldPairAndSaysOnceWhy() throws IOException {
		try (Logs logs = Logs.listen()) {
			CheckedBundles bundles = bundles(InstantSource.system());
			SslBundle good = bundle(text(one.chain()), text(one.key()));
			bundles.registerBundle("relay", good);
			SslBundle unfit = bundle(text(one.chain()), text(other.key()));
			bundles.updateBundle("relay", unfit);
			bundles.updateBundle("relay", unfit);
			assertThat(bundles.getBundle("relay")).isSameAs(good);
			assertThat(logs.with("stay in service")).singleElement()
				.satisfies((line) -> assertThat(line).startsWith("WARN")
					.contains("relay", "the private key does not fit the certificate"));
			SslBundle next = bundle(text(other.chain()), text(other.key()));
			bundles.updateBundle("relay", next);
			assertThat(bundles.getBundle("relay")).isSameAs(next);
			assertThat(logs.with("A new TLS certificate is in service")).hasSize(1);
		}
	}

	@Test
	void keepsTheOldPairWhereTheNewOneHasExpired() throws IOException {
		Instant[] now = { Instant.now() };
		CheckedBundles bundles = bundles(() -> now[0]);
		SslBundle old = bundle(text(one.chain()), text(one.key()));
		bundles.registerBundle("relay", old);
		now[0] = now[0].plus(Duration.ofDays(3));
		bundles.updateBundle("relay", bundle(text(other.chain()), text(other.key())));
		assertThat(bundles.getBundle("relay")).isSameAs(old);
	}

	@Test
	void doesNotTakeAFileForWholeThatIsHalfWritten() throws IOException {
		Path half = Files.writeString(folder.resolve("half.crt"),
				text(one.chain()).substring(0, text(one.chain()).length() - 60));
		PemSslBundleProperties pem = new PemSslBundleProperties();
		pem.getKeystore().setCertificate(half.toString());
		this.properties.getBundle().getPem().put("relay", pem);
		SslBundle bundle = bundle(text(one.chain()), text(one.key()));
		CheckedBundles bundles = bundles(InstantSource.system());
		assertThatExceptionOfType(StartRefusedException.class).isThrownBy(() -> bundles.registerBundle("relay", bundle))
			.withMessage("The TLS bundle relay can't be used: a file is missing or half-written.");
		Files.writeString(half, text(one.chain()));
		bundles.registerBundle("relay", bundle);
		assertThat(bundles.getBundle("relay")).isSameAs(bundle);
	}

	@Test
	void stopsTheStartWhereTheKeyDoesNotFit() throws IOException {
		SslBundle unfit = bundle(text(one.chain()), text(other.key()));
		CheckedBundles bundles = bundles(InstantSource.system());
		assertThatExceptionOfType(StartRefusedException.class).isThrownBy(() -> bundles.registerBundle("relay", unfit))
			.withMessageContaining("the private key does not fit the certificate");
	}

	private CheckedBundles bundles(InstantSource clock) {
		return new CheckedBundles(this.properties, ApplicationResourceLoader.get(), clock, Stream.of());
	}

	private static SslBundle bundle(String certificate, String key) {
		return SslBundle
			.of(new PemSslStoreBundle(PemSslStoreDetails.forCertificate(certificate).withPrivateKey(key), null));
	}

	private static String text(Path file) throws IOException {
		return Files.readString(file);
	}

}
