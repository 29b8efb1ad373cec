package io.tickrelay.packaging;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.tickrelay.testing.client.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The parts that the jar lists. */
@DisabledIfSystemProperty(named = "tickrelay.maven", matches = "offline=true",
		disabledReason = "Maven's plugin makes none where Maven is offline")
class SbomIT {

	private static final String PLACE = "META-INF/sbom/application.cdx.json";

	private static final Pattern CLASSIFIER = Pattern.compile("classifier=([^&]+)");

	private static final String LIBRARIES = "BOOT-INF/lib/";

	@Test
	void namesEveryLibraryOfTheJarAndItsVersion() throws IOException {
		try (JarFile jar = new JarFile(System.getProperty("tickrelay.jar", "target/tickrelay.jar"))) {
			assertThat(jar.getManifest().getMainAttributes().getValue("Sbom-Location")).isEqualTo(PLACE);
			Set<String> listed = listed(jar);
			Set<String> packed = jar.stream()
				.map(JarEntry::getName)
				.filter((name) -> name.startsWith(LIBRARIES) && name.endsWith(".jar"))
				.map((name) -> name.substring(LIBRARIES.length()))
				// Boot's packaging puts these there.
				.filter((name) -> !name.startsWith("spring-boot-jarmode-tools-"))
				.collect(Collectors.toSet());
			assertThat(packed).anyMatch((name) -> name.matches("spring-webflux-[0-9.]+\\.jar"))
				.anyMatch((name) -> name.matches("netty-handler-[0-9.]+Final\\.jar"));
			assertThat(listed).containsAll(packed);
		}
	}

	private static Set<String> listed(JarFile jar) throws IOException {
		try (InputStream in = jar.getInputStream(Objects.requireNonNull(jar.getEntry(PLACE)))) {
			JsonNode sbom = Message.JSON.readTree(in.readAllBytes());
			assertThat(sbom.path("bomFormat").stringValue()).isEqualTo("CycloneDX");
			return sbom.path("components").valueStream().map(SbomIT::file).collect(Collectors.toSet());
		}
	}

	/** Such as {@code pkg:maven/io.netty/name@1.2?classifier=linux-x86_64&type=jar}. */
	private static String file(JsonNode component) {
		String name = component.path("name").stringValue() + "-" + component.path("version").stringValue();
		Matcher classifier = CLASSIFIER.matcher(component.path("purl").stringValue());
		return name + (classifier.find() ? "-" + classifier.group(1) : "") + ".jar";
	}

}
