package io.tickrelay.upstream.key;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.tickrelay.files.FileContent;
import io.tickrelay.files.FileWatch;
import io.tickrelay.testing.Logs;
import io.tickrelay.upstream.UpstreamRig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.tickrelay.upstream.UpstreamRig.await;
import static org.assertj.core.api.Assertions.assertThat;

class KeyFileTests {

	private static final Duration OFTEN = Duration.ofMillis(5);

	private final KeySource keys = UpstreamRig.keys("first-s3cret");

	private final AtomicInteger changes = new AtomicInteger(-1);

	@TempDir
	Path folder;

	@Test
	void followsASecretWhoseFolderIsSwapped() throws IOException {
		// As the kubelet lays it out: the file is a link through a link to a folder.
		Path first = Files.createDirectory(this.folder.resolve("..1"));
		Path second = Files.createDirectory(this.folder.resolve("..2"));
		Files.writeString(first.resolve("api-key"), "first-s3cret");
		Files.writeString(second.resolve("api-key"), "second-s3cret\n");
		Path data = Files.createSymbolicLink(this.folder.resolve("..data"), Path.of("..1"));
		Path file = Files.createSymbolicLink(this.folder.resolve("api-key"), Path.of("..data/api-key"));
		this.keys.follow(this.changes::incrementAndGet);
		try (FileWatch<ApiKey> _ = new KeyFile(file).watch(this.keys, OFTEN)) {
			Path swapped = Files.createSymbolicLink(this.folder.resolve("..tmp"), Path.of("..2"));
			Files.move(swapped, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

			await().until(() -> this.keys.current().isSameAs(ApiKey.of("second-s3cret")));
			assertThat(this.changes).hasValue(1);
		}
	}

	@Test
	void keepsTheKeyWhileItsFileIsUselessAndSaysSo() throws IOException {
		Path file = Files.writeString(this.folder.resolve("api-key"), "first-s3cret");
		this.keys.follow(this.changes::incrementAndGet);
		try (Logs logs = Logs.listen(); FileWatch<ApiKey> _ = new KeyFile(file).watch(this.keys, OFTEN)) {
			replace(file, " \n".getBytes(StandardCharsets.UTF_8));
			await().until(() -> !logs.with("is empty").isEmpty());
			Files.delete(file);
			await().until(() -> !logs.with("can't be read").isEmpty());
			replace(file, new byte[] { 's', '3', 'c', 'r', 'e', 't', (byte) 0xff });
			await().until(() -> !logs.with("is no text").isEmpty());
			replace(file, "s3cret".repeat(2000).getBytes(StandardCharsets.UTF_8));
			await().until(() -> !logs.with("holds more than a key").isEmpty());
			replace(file, "s3cret\nof-another-line".getBytes(StandardCharsets.UTF_8));
			await().until(() -> !logs.with("holds characters that no key has").isEmpty());
			replace(file, "first-s3cret".getBytes(StandardCharsets.UTF_8));
			// Some looks later, nothing has been told twice.
			await().pollDelay(OFTEN.multipliedBy(20)).until(() -> !logs.with("holds the same as before").isEmpty());

			assertThat(logs.with("WARN")).hasSize(5).allMatch((line) -> line.contains(file.toString()));
			assertThat(logs.with("s3cret")).isEmpty();
			assertThat(this.changes).hasValue(0);
			assertThat(this.keys.current().isSameAs(ApiKey.of("first-s3cret"))).isTrue();
			replace(file, "second-s3cret".getBytes(StandardCharsets.UTF_8));
			await().until(() -> this.changes.get() == 1);
			assertThat(logs.with("s3cret")).isEmpty();
		}
	}

	@Test
	void looksNoMoreWhenClosed() throws IOException {
		Path file = Files.writeString(this.folder.resolve("api-key"), "first-s3cret");
		new KeyFile(file).watch(this.keys, OFTEN).close();

		await().until(() -> Thread.getAllStackTraces()
			.keySet()
			.stream()
			.noneMatch((thread) -> thread.getName().equals("key-file")));
	}

	@Test
	void showsNoKey() {
		assertThat(this.keys.toString()).doesNotContain("s3cret");
		assertThat(new FileContent.Usable<>(this.keys.current()).toString()).doesNotContain("s3cret");
		assertThat(ApiKey.of("a").isSameAs(ApiKey.of(" a\n"))).isTrue();
		assertThat(ApiKey.of("a").isSameAs(ApiKey.of("b"))).isFalse();
		assertThat(ApiKey.of("a").isSameAs(ApiKey.of("ab"))).isFalse();
	}

	private static void replace(Path file, byte[] content) throws IOException {
		Path written = Files.write(file.resolveSibling("written"), content);
		Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
	}

}
