package io.tickrelay.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whether the page of settings is what the Javadoc of the settings says.
 */
class ConfigurationPageTests {

	private static final Path PAGE = Path.of("src/docs/configuration.md");

	@Test
	void thePageIsThatOfTheMetadata() throws IOException {
		String page = new ConfigurationPage(Settings.METADATA).text();
		if (Boolean.getBoolean("tickrelay.docs.write")) {
			Files.writeString(PAGE, page);
		}
		assertThat(Files.readString(PAGE))
			.as("write the page anew: ./mvnw test -Dtest=ConfigurationPageTests -Dtickrelay.docs.write=true")
			.isEqualTo(page);
	}

	@Test
	void eachSettingHasADescription() {
		assertThat(Settings.METADATA.all()).isNotEmpty()
			.allSatisfy((setting) -> assertThat(setting.description()).as(setting.name()).endsWith("."));
	}

}
