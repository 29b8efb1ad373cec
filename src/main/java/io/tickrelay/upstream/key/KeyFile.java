package io.tickrelay.upstream.key;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

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
	public Content read() {
		try (InputStream in = Files.newInputStream(this.path)) {
			byte[] bytes = in.readNBytes(LONGEST_KEY + 1);
			if (bytes.length > LONGEST_KEY) {
				return new Content.Unusable("holds more than a key");
			}
			ApiKey key = ApiKey.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
			if (!key.isSendable()) {
				return new Content.Unusable("holds characters that no key has, such as a second line");
			}
			return key.isEmpty() ? new Content.Unusable("is empty") : new Content.Key(key);
		}
		catch (CharacterCodingException _) {
			return new Content.Unusable("is no text");
		}
		catch (IOException _) {
			return new Content.Unusable("can't be read");
		}
	}

	/** What a look at the file has found. */
	public sealed interface Content {

		/**
		 * A key.
		 *
		 * @param key never an empty one
		 */
		record Key(ApiKey key) implements Content {
		}

		/**
		 * No key.
		 *
		 * @param why in words that go behind the file's name
		 */
		record Unusable(String why) implements Content {
		}

	}

}
