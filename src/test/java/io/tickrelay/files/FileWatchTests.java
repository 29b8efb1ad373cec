package io.tickrelay.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.tickrelay.testing.Logs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class FileWatchTests {

	private static final Duration OFTEN = Duration.ofMillis(5);

	private final BlockingQueue<String> changes = new LinkedBlockingQueue<>();

	private final Logs logs = Logs.listen();

	@TempDir
	private Path folder;

	private Path file;

	private FileWatch<String> watch;

	@BeforeEach
	void start() throws IOException {
		this.file = Files.writeString(this.folder.resolve("file"), "one");
		this.watch = watch(this.file);
	}

	@AfterEach
	void stop() {
		this.watch.close();
		this.logs.close();
	}

	@Test
	void eachChangeIsToldOnceAndInOrder() throws IOException, InterruptedException {
		for (String text : List.of("two", "three", "one")) {
			replace(text);
			assertThat(this.changes.poll(30, TimeUnit.SECONDS)).isEqualTo(text);
		}
		replace("one");
		replace("four");
		assertThat(this.changes.poll(30, TimeUnit.SECONDS)).isEqualTo("four");
		assertThat(this.logs.with("Its file has changed")).hasSize(4);
	}

	@Test
	void aFolderThatIsSwappedBehindALinkIsAChange() throws IOException, InterruptedException {
		Path first = Files.createDirectory(this.folder.resolve("..1"));
		Path second = Files.createDirectory(this.folder.resolve("..2"));
		Files.writeString(first.resolve("file"), "one");
		Files.writeString(second.resolve("file"), "two");
		Path data = Files.createSymbolicLink(this.folder.resolve("..data"), Path.of("..1"));
		Path link = Files.createSymbolicLink(this.folder.resolve("link"), Path.of("..data/file"));
		try (FileWatch<String> _ = watch(link)) {
			Path swapped = Files.createSymbolicLink(this.folder.resolve("..tmp"), Path.of("..2"));
			Files.move(swapped, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
			assertThat(this.changes.poll(30, TimeUnit.SECONDS)).isEqualTo("two");
		}
	}

	@Test
	void aFileThatVanishesChangesNothingAndIsToldOnce() throws IOException, InterruptedException {
		Files.delete(this.file);
		await().until(() -> this.logs.with("is of no use").size() == 1);
		replace("one");
		await().until(() -> this.logs.with("holds the same as before").size() == 1);
		assertThat(this.changes).isEmpty();
		Files.delete(this.file);
		await().until(() -> this.logs.with("is of no use").size() == 2);
		replace("two");
		assertThat(this.changes.poll(30, TimeUnit.SECONDS)).isEqualTo("two");
		assertThat(this.logs.with("is of no use")).hasSize(2).allMatch((line) -> line.contains(this.file.toString()));
	}

	@Test
	void aBugInOneLookDoesNotEndTheLooks() throws IOException, InterruptedException {
		replace("bug");
		await().until(() -> !this.logs.with("Its file met a bug").isEmpty());
		replace("two");
		assertThat(this.changes.poll(30, TimeUnit.SECONDS)).isEqualTo("two");
	}

	private FileWatch<String> watch(Path path) {
		return FileWatch.start(
				new FileWatch.Subject<>("Its file", "watched-file", path, () -> read(path), String::equals), "one",
				OFTEN, this.changes::add);
	}

	private void replace(String text) throws IOException {
		Path other = Files.writeString(this.folder.resolve("other"), text);
		Files.move(other, this.file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
	}

	private static FileContent<String> read(Path path) {
		try {
			String text = Files.readString(path);
			if (text.equals("bug")) {
				throw new IllegalStateException("A bug");
			}
			return new FileContent.Usable<>(text);
		}
		catch (IOException _) {
			return new FileContent.Unusable<>("can't be read");
		}
	}

}
