package io.tickrelay.upstream.key;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.tickrelay.files.FileContent;
import io.tickrelay.files.FileWatch;

/**
 * A file that holds the key and nothing else. Reading it blocks.
 *
 * @param path where it is
 */
public record KeyFile(Path path) {

	private static final int LONGEST_KEY = 8192;

	/**
	 * Reads the file as it is now.
	 * @return what is in it
	 */
	public FileContent<ApiKey> read() {
		try (InputStream in = Files.newInputStream(this.path)) {
			byte[] bytes = in.readNBytes(LONGEST_KEY + 1);
			if (bytes.length > LONGEST_KEY) {
				return new FileContent.Unusable<>("holds more than a key");
			}
			ApiKey key = ApiKey.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
			if (!key.isSendable()) {
				return new FileContent.Unusable<>("holds characters that no key has, such as a second line");
			}
			return key.isEmpty() ? new FileContent.Unusable<>("is empty") : new FileContent.Usable<>(key);
		}
		catch (CharacterCodingException _) {
			return new FileContent.Unusable<>("is no text");
		}
		catch (IOException _) {
			return new FileContent.Unusable<>("can't be read");
		}
	}

	/**
	 * Has the keys follow this file.
	 * @param keys holds the key that was read first; this watch alone replaces it
	 * @param interval from one look to the next
	 * @return the watch, until it is closed
	 */
	public FileWatch<ApiKey> watch(KeySource keys, Duration interval) {
		return FileWatch.start(
				new FileWatch.Subject<>("The key's file", "key-file", this.path, this::read, ApiKey::isSameAs),
				keys.current(), interval, keys::replace);
	}

}
