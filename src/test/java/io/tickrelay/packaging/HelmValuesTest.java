package io.tickrelay.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The values that the chart refuses before they reach a cluster.
 */
class HelmValuesTest {

	private static final String VALID = """
			apiKey: {value: secret-of-this-test}
			relay: {downstream: {max-streams: 100, security: {mode: none}}}
			""";

	@TempDir
	Path folder;

	private Chart chart;

	@BeforeEach
	void copyTheChart() {
		this.chart = Chart.copyInto(this.folder.resolve("tickrelay"));
	}

	@Test
	void refusesASecondReplica() {
		assertRefused(VALID + "replicaCount: 2").hasMessageContaining("replicaCount").hasMessageContaining("must be 1");
	}

	@Test
	void saysWhyASecondReplicaIsRefusedWhereTheSchemaIsSkipped() throws IOException {
		Files.delete(this.chart.folder().resolve("values.schema.json"));
		assertRefused(VALID + "replicaCount: 2").hasMessageContaining("clustering does not exist yet");
	}

	@ParameterizedTest
	@ValueSource(strings = { "replicas: 1", "image: {name: x}", "relay: {upstream: {frames-per-minut: 50}}",
			"relay: {demand: {lingr: 1s}}", "relay: {downstream: {security: {modes: jwt}}}", "resources: {limit: {}}",
			"livenessProbe: {path: /}" })
	void refusesAValueThatItDoesNotKnow(String typo) {
		assertRefused("demo: {enabled: true}\n" + typo).hasMessageContaining("additional properties");
	}

	@ParameterizedTest
	@ValueSource(strings = { "api-key: x", "api-key-file: /x" })
	void takesTheKeyInOnePlaceOnly(String elsewhere) {
		assertRefused(VALID.replace("relay: {", "relay: {upstream: {" + elsewhere + "}, "))
			.hasMessageContaining("additional properties");
	}

	@ParameterizedTest
	@ValueSource(strings = { "relay: {demand: {linger: soon}}", "relay: {upstream: {frames-per-minute: 0}}",
			"relay: {downstream: {keep-alive: often}}", "service: {port: 70000}",
			"relay: {downstream: {security: {mode: everybody}}}" })
	void refusesAValueOfTheWrongForm(String wrong) {
		assertRefused("demo: {enabled: true}\n" + wrong).hasMessageContaining("values don't meet the specifications");
	}

	@Test
	void refusesToRunWithoutAKey() {
		assertRefused("relay: {downstream: {max-streams: 100}}")
			.hasMessageContaining("The upstream key is missing: set apiKey.existingSecret.name or apiKey.value");
	}

	@Test
	void refusesToRunUntilItIsSaidWhomItLetsIn() {
		assertRefused(VALID.replace(", security: {mode: none}", ""))
			.hasMessageContaining("Say whom the relay lets in: set relay.downstream.security.mode");
		assertRefused(VALID.replace("mode: none", "mode: api-key"))
			.hasMessageContaining("clientKeys.existingSecret.name");
	}

	@Test
	void refusesTwoKeys() {
		assertRefused(VALID.replace("apiKey: {", "apiKey: {existingSecret: {name: vendor}, "))
			.hasMessageContaining("Give the upstream key once");
	}

	@Test
	void refusesAKeyForTheDemo() {
		assertRefused(VALID + "demo: {enabled: true}").hasMessageContaining("takes no key");
	}

	private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(String values) {
		return assertThatThrownBy(() -> this.chart.render(values)).as(values)
			.hasMessageNotContaining("secret-of-this-test");
	}

}
