package io.tickrelay.downstream.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;

import io.tickrelay.files.FileContent;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.client.SseClient;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Keys in a file that changes while clients are connected. */
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.upstream.businesses=crypto", "relay.demand.linger=1h",
				"relay.downstream.security.mode=api-key", "relay.downstream.security.keys-file-interval=100ms" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
class KeysFileTest {

	private static final Path FILE = write("first", "second", "");

	private static final String STREAM = "/v1/stream?streams=BTCUSDT@trade";

	@LocalServerPort
	private int port;

	@DynamicPropertySource
	static void file(DynamicPropertyRegistry registry) {
		registry.add("relay.downstream.security.keys-file", FILE::toString);
	}

	@BeforeEach
	void asItWas() {
		replace(write("first", "second", ""));
		await().until(() -> status("first") == 200 && status("second") == 200 && status("third") == 401);
	}

	@Test
	void aNewKeyWorksAndAWithdrawnOneEndsItsStreamsAlone() {
		try (SseClient first = sse("first"); SseClient second = sse("second")) {
			first.next("trade");
			second.next("trade");
			replace(write("third", "second", ""));
			assertThat(first.next("goaway").json().path("code").stringValue()).isEqualTo("unauthorized");
			first.awaitEnd();
			await().until(() -> status("third") == 200);
			assertThat(status("first")).isEqualTo(401);
			assertThat(second.isOpen()).isTrue();
			second.next("trade");
		}
	}

	@Test
	void aKeyThatMayDoLessIsAskedToComeBack() {
		try (SseClient first = sse("first"); SseClient second = sse("second")) {
			first.next("trade");
			second.next("trade");
			replace(write("first", "second", "    entitlements: {channels: [depth]}\n"));
			Message goaway = second.next("goaway");
			assertThat(goaway.json().path("message").stringValue()).contains("come back");
			assertThat(goaway.json().path("temporary").booleanValue()).isTrue();
			assertThat(Http.get(this.port, STREAM, "X-API-Key", "second").statusCode()).isEqualTo(403);
			assertThat(first.isOpen()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "keys: [", "", "nothing: here", "keys:\n- name: x\n  hash: s3cret-in-clear\n",
			"keys:\n- {name: x, hash: 00, may: all}\n", "\u0000\u0001", "keys: s3cret-in-clear\n",
			"keys:\n- {name: a, hash: AB, expires-at: s3cret-in-clear}\n",
			"keys:\n- {name: a, hash: " + ApiKeyTest.DESK_HASH + ", entitlements: {businesses: []}}\n",
			"keys:\n- {name: a, hash: " + ApiKeyTest.DESK_HASH + ", entitlements: {symbols: }}\n" })
	void aUselessFileChangesNothingAndIsNotQuoted(String content, CapturedOutput output) throws IOException {
		replace(Files.writeString(Files.createTempFile("keys", ".yaml"), content));
		await().until(() -> output.getOut().contains("The file of clients' keys is of no use"));
		assertThat(status("first")).isEqualTo(200);
		replace(write("first", "second", ""));
		await().until(() -> output.getOut().contains("The file of clients' keys is of use again"));
		assertThat(output.toString()).doesNotContain("s3cret-in-clear");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"hsh: s3cret-in-clear | keys[1] (bob): there is no field hsh; the nearest is hash",
			"Hash : s3cret-in-clear | keys[1] (bob): hash must be the key's SHA-256",
			"expiresat: s3cret-in-clear | keys[1] (bob): expires-at can't be read",
			"expires: 2027-06-30T00:00:00Z | keys[1] (bob): there is no field expires; the nearest is expires-at",
			"entitlements: {symbol: [X]} | keys[1] (bob): there is no field entitlements.symbol; the nearest is entitlements.symbols",
			"entitlements: {compat: s3cret-in-clear} | keys[1] (bob): entitlements.compat can't be read",
			"entitlements: {max-streams: s3cret-in-clear} | keys[1] (bob): entitlements.max-streams can't be read",
			"entitlements: {channels: [trades]} | keys[1] (bob): entitlements.channels[0]" })
	void aFaultIsToldByEntryAndField(String field, String told, @TempDir Path folder) throws IOException {
		Path file = Files.writeString(folder.resolve("keys.yaml"),
				"keys:\n- {name: anna, hash: " + hash("anna") + "}\n- name: bob\n  " + field + "\n"
						+ (field.startsWith("Hash") ? "" : "  hash: " + hash("bob") + "\n"));
		assertThat(read(file)).isInstanceOfSatisfying(FileContent.Unusable.class,
				(unusable) -> assertThat(unusable.why()).contains(told).doesNotContain("s3cret"));
	}

	@Test
	void namesADuplicateAndAMisnamedList(@TempDir Path folder) throws IOException {
		String entry = "- {name: anna, hash: " + hash("anna") + "}\n";
		Path file = Files.writeString(folder.resolve("keys.yaml"), "keys:\n" + entry + entry);
		assertThat(String.valueOf(read(file))).contains("see keys[1] (anna)");
		Files.writeString(file, "key:\n" + entry);
		assertThat(String.valueOf(read(file))).contains("has key where keys is meant");
	}

	private static FileContent<List<ClientKey>> read(Path file) {
		try (ValidatorFactory validators = Validation.buildDefaultValidatorFactory()) {
			return new KeysFile(file, validators.getValidator(), List.of()).read();
		}
	}

	private int status(String key) {
		int status = Http.get(this.port, "/v1/snapshot?streams=BTCUSDT@trade", "X-API-Key", key).statusCode();
		// There need not be a value yet.
		return (status == 404) ? 200 : status;
	}

	private SseClient sse(String key) {
		return SseClient.request(this.port, "GET " + STREAM + " HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: " + key
				+ "\r\nAccept: text/event-stream\r\n\r\n", false);
	}

	/** As a mounted secret is swapped: at once. */
	private static void replace(Path by) {
		try {
			Files.move(by, FILE, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path write(String one, String other, String more) {
		try {
			String entry = "  - name: %s\n    hash: %s\n";
			return Files.writeString(Files.createTempFile("keys", ".yaml"),
					"keys:\n" + entry.formatted(one, hash(one)) + entry.formatted(other, hash(other)) + more);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String hash(String key) {
		return HexFormat.of().formatHex(KeyRing.sha256(key));
	}

}
