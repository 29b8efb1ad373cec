package io.tickrelay.downstream.security;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.tickrelay.TickrelayApplication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a relay says that is not told enough of its clients to start. */
@ExtendWith(OutputCaptureExtension.class)
class StartRefusalTest {

	private static final String IN_CLEAR = "s3cret-in-clear";

	@Test
	void whereItWouldGuardNothingByOversight(CapturedOutput output) {
		assertRefused(output, "Set relay.downstream.security.mode=api-key, or remove the keys",
				"relay.downstream.security.mode=", "relay.downstream.security.keys[0].name=desk",
				"relay.downstream.security.keys[0].hash=" + "0".repeat(64));
	}

	@Test
	void whereNoClientCouldComeIn(CapturedOutput output) {
		assertRefused(output, "Set relay.downstream.security.keys or .keys-file",
				"relay.downstream.security.mode=api-key");
		assertRefused(output, "Set spring.security.oauth2.resourceserver.jwt.jwk-set-uri",
				"relay.downstream.security.mode=jwt");
	}

	@Test
	void whereTokensOfOtherServicesWouldBeGood(CapturedOutput output) {
		assertRefused(output, "Set spring.security.oauth2.resourceserver.jwt.audiences",
				"relay.downstream.security.mode=jwt",
				"spring.security.oauth2.resourceserver.jwt.jwk-set-uri=http://127.0.0.1:1/keys");
	}

	@Test
	void whereTheKeysFileIsOfNoUse(CapturedOutput output, @TempDir Path folder) throws Exception {
		Path file = Files.writeString(folder.resolve("keys.yaml"), "keys:\n- {name: a, hash: " + IN_CLEAR + "}\n");
		assertRefused(output, "keys.yaml, is wrong in keys[0] (a): hash must be the key's SHA-256",
				"relay.downstream.security.mode=api-key", "relay.downstream.security.keys-file=" + file);
		for (String mode : List.of("api-key", "API_KEY", "apikey")) {
			assertRefused(output, mode + ".yaml, can't be read", "relay.downstream.security.mode=" + mode,
					"relay.downstream.security.keys-file=" + folder.resolve(mode + ".yaml"));
		}
	}

	@Test
	void whereAKeyStandsInClear(CapturedOutput output) {
		assertRefused(output, "must be the key's SHA-256", "relay.downstream.security.mode=api-key",
				"relay.downstream.security.keys[0].name=desk", "relay.downstream.security.keys[0].hash=" + IN_CLEAR);
	}

	private static void assertRefused(CapturedOutput output, String sentence, String... settings) {
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--server.address=127.0.0.1",
				"--relay.upstream.url=ws://127.0.0.1:1/ws", "--relay.upstream.api-key=k"));
		Arrays.stream(settings).map((setting) -> "--" + setting).forEach(arguments::add);
		assertThatThrownBy(
				() -> new SpringApplication(TickrelayApplication.class).run(arguments.toArray(new String[0])));
		assertThat(output.toString()).contains(sentence).doesNotContain(IN_CLEAR, "\tat io.tickrelay");
	}

}
