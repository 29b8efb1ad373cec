package io.tickrelay;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Settings whose names no setting has, and those that Spring Boot takes for one.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnknownSettingsTests {

	@ParameterizedTest
	@CsvSource({ "relay.downstream.max-conections, relay.downstream.max-connections",
			"relay.downstream.maxConections, relay.downstream.max-connections",
			"relay.demand.lingr, relay.demand.linger", "relay.linger, relay.demand.linger",
			"relay.upstream.linger, relay.demand.linger", "relay.demnd.linger, relay.demand.linger",
			"relay.upstream.api-key.file, relay.upstream.api-key-file",
			"relay.upstream.busineses[0], relay.upstream.businesses",
			"relay.downstream.security.keys[0].hsh, relay.downstream.security.keys[0].hash",
			"relay.downstream.security.keys[12].entitlements.max-stream, relay.downstream.security.keys[0].entitlements.max-streams",
			"relay.downstream.securty.mode, relay.downstream.security.mode",
			"relay.simulator.sed, relay.simulator.seed",
			"relay.downstream.accepts-per-second, relay.downstream.connects-per-second",
			"relay-demand-linger, relay.demand.linger", "RELAY_DEMAND_LINGER, relay.demand.linger",
			"Relay.Demand.Lingr, relay.demand.linger" })
	void namesTheNearest(String typed, String nearest) {
		assertThatExceptionOfType(WrongSettingsException.class).isThrownBy(() -> check(line("--" + typed + "=s3cret")))
			.withMessage(typed + " on the command line is no setting of the relay: the nearest is " + nearest + ".");
	}

	@ParameterizedTest
	@CsvSource({ "RELAY_DEMAND_LINGR, RELAY_DEMAND_LINGER", "RELAY_DEMANDLINGER, RELAY_DEMAND_LINGER",
			"RELAY_DOWNSTREAM_MAX_CONECTIONS, RELAY_DOWNSTREAM_MAXCONNECTIONS",
			"RELAY_UPSTREAM_API_KEYFILE, RELAY_UPSTREAM_APIKEYFILE", "RELAY_LINGER, RELAY_DEMAND_LINGER",
			"RELAY_DOWNSTREAM_SECURITY_KEYS_0_HSH, RELAY_DOWNSTREAM_SECURITY_KEYS_0_HASH",
			"relay_demand_lingr, RELAY_DEMAND_LINGER" })
	void namesTheNearestVariable(String typed, String nearest) {
		assertThatExceptionOfType(WrongSettingsException.class).isThrownBy(() -> check(variable(typed, "s3cret")))
			.withMessage(typed + " in the environment is no setting of the relay: the nearest is " + nearest + ".");
	}

	@ParameterizedTest
	@ValueSource(strings = { "relay.downstream.max-connections", "relay.downstream.maxConnections",
			"relay.downstream.max_connections", "relay.downstream.MAX-CONNECTIONS", "relay.upstream.businesses",
			"relay.upstream.businesses[0]", "relay.downstream.security.keys[0].name",
			"relay.downstream.security.keys[0].expiresAt", "relay.downstream.security.keys[3].entitlements.symbols[1]",
			"relay.simulator.ticks-per-second", "relay.replay.total-bytes", "relay.catalog.quote-assets[2]",
			"relayed.thing", "relays", "relay", "server.port" })
	void takesEverySpellingOfBoots(String typed) {
		assertThatCode(() -> check(line("--" + typed + "=5"))).doesNotThrowAnyException();
	}

	@ParameterizedTest
	@ValueSource(strings = { "RELAY_DEMAND_LINGER", "RELAY_DOWNSTREAM_MAXCONNECTIONS",
			"RELAY_DOWNSTREAM_MAX_CONNECTIONS", "relay_downstream_maxconnections", "relay.demand.linger",
			"RELAY_UPSTREAM_BUSINESSES_0", "RELAY_UPSTREAM_API_KEY", "RELAY_DOWNSTREAM_SECURITY_KEYS_0_HASH",
			"RELAY_DOWNSTREAM_SECURITY_KEYS_0_EXPIRESAT", "RELAY_DOWNSTREAM_SECURITY_KEYS_0_EXPIRES_AT", "RELAY_",
			"RELAYHOST", "TICKRELAY_PORT_8080_TCP", "TICKRELAY_SERVICE_HOST" })
	void takesEverySpellingOfVariables(String typed) {
		assertThatCode(() -> check(variable(typed, "5"))).doesNotThrowAnyException();
	}

	@ParameterizedTest
	@CsvSource({ "RELAY_SERVICE_HOST, 10.0.0.1", "RELAY_SERVICE_PORT, 8080", "RELAY_SERVICE_PORT_HTTP, 8080",
			"RELAY_PORT, tcp://10.0.0.1:8080", "RELAY_PORT_8080_TCP, tcp://10.0.0.1:8080",
			"RELAY_PORT_8080_TCP_PROTO, tcp", "RELAY_PORT_8080_TCP_PORT, 8080", "RELAY_PORT_8080_TCP_ADDR, 10.0.0.1",
			"RELAY_PORT_53_UDP, udp://10.0.0.1:53", "RELAY_DEMAND_SERVICE_HOST, 10.0.0.1",
			"RELAY_DEMAND_PORT, tcp://10.0.0.1:80", "RELAY_CANARY_PORT_8080_TCP_ADDR, 10.0.0.1",
			"RELAY_NAME, /app/relay", "RELAY_ENV_PATH, /bin" })
	void passesOverWhatKubernetesAndDockerSetForServices(String typed, String value) {
		assertThatCode(() -> check(variable(typed, value))).doesNotThrowAnyException();
		assertThatException().isThrownBy(() -> check(line("--" + typed + "=" + value)));
	}

	@ParameterizedTest
	@CsvSource({ "RELAY_PORT, 8080", "RELAY_NAME, ticks" })
	void doesNotTakeATypoForAService(String typed, String value) {
		assertThatExceptionOfType(WrongSettingsException.class).isThrownBy(() -> check(variable(typed, value)));
	}

	@Test
	void saysWhereInAFileItStands(@TempDir Path folder) throws Exception {
		Path file = Files.writeString(folder.resolve("own.yaml"), "relay:\n  upstream:\n  demand:\n    lingr: 5s\n");
		PropertySource<?> yaml = new YamlPropertySourceLoader().load("own", new FileSystemResource(file)).getFirst();
		assertThatExceptionOfType(WrongSettingsException.class).isThrownBy(() -> check(yaml))
			.withMessageStartingWith("relay.demand.lingr in file [")
			.withMessageContaining("own.yaml] - 4:12 is no setting of the relay: the nearest is relay.demand.linger.");
	}

	@Test
	void takesAGroupWithoutSettingsButNoValueForOne() throws Exception {
		byte[] text = "relay:\n  upstream:\n  downstream:\n    security:\n".getBytes(StandardCharsets.UTF_8);
		PropertySource<?> yaml = new YamlPropertySourceLoader().load("own", new ByteArrayResource(text)).getFirst();
		assertThatCode(() -> check(yaml)).doesNotThrowAnyException();
		assertThatExceptionOfType(WrongSettingsException.class)
			.isThrownBy(() -> check(line("--relay.downstream.security=api-key")))
			.withMessageContaining("relay.downstream.security on the command line");
	}

	@Test
	void tellsNoValue() {
		assertThatExceptionOfType(WrongSettingsException.class)
			.isThrownBy(() -> check(line("--relay.upstream.api-key:s3cret", "--relay.upstream.apikye=s3cret")))
			.withMessageContaining("relay.upstream.api-key…")
			.withMessageContaining("relay.upstream.apikye ")
			.withMessageNotContaining("s3cret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "relay.demand.linger=5s", "-relay.demand.linger=5s" })
	void saysHowASettingIsWrittenOnTheCommandLine(String argument) {
		assertThatExceptionOfType(WrongSettingsException.class).isThrownBy(() -> check(line(argument)))
			.withMessageContaining("--relay.demand.linger=value")
			.withMessageNotContaining("5s");
	}

	@Test
	void knowsEverySettingOfTheMetadata() throws Exception {
		List<SettingName> known = KnownSettings.load().names();
		assertThat(known).extracting(SettingName::dotted)
			.contains("relay.upstream.api-key", "relay.downstream.keep-alive", "relay.downstream.max-connections",
					"relay.downstream.allowed-origins", "relay.downstream.security.mode",
					"relay.downstream.security.keys[0].entitlements.compat", "relay.simulator.seed",
					"relay.catalog.ttl", "relay.replay.age", "relay.demand.linger")
			.doesNotContain("relay.downstream.security.keys[0].hash.digits");
	}

	@Test
	void stopsTheStartInOneSentenceBeforeAnythingElseIsSaid(CapturedOutput output) {
		assertThatException().isThrownBy(() -> SpringApplication.run(TickrelayApplication.class, "--server.port=0",
				"--relay.downstream.max-conections=5"));
		assertThat(output).contains(
				"relay.downstream.max-conections on the command line is no setting of the relay: the nearest is relay.downstream.max-connections.")
			.doesNotContain("\tat ", "INFOWAY_API_KEY");
	}

	private static PropertySource<?> line(String... arguments) {
		return new SimpleCommandLinePropertySource(arguments);
	}

	private static PropertySource<?> variable(String name, String value) {
		return new SystemEnvironmentPropertySource("systemEnvironment", new LinkedHashMap<>(Map.of(name, value)));
	}

	private static void check(PropertySource<?>... sources) {
		StandardEnvironment environment = new StandardEnvironment();
		Arrays.stream(sources).forEach(environment.getPropertySources()::addFirst);
		new UnknownSettings(environment).postProcessBeanFactory(new DefaultListableBeanFactory());
	}

}
