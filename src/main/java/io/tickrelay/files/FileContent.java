package io.tickrelay.files;

/**
 * The result of reading a file.
 *
 * @param <V> what the file should hold
 */
public sealed interface FileContent<V> {

	/**
	 * A file that can be used.
	 *
	 * @param <V> what the file should hold
	 * @param value what it holds
	 */
	record Usable<V>(V value) implements FileContent<V> {
	}

	/**
	 * A file that can't be used.
	 *
	 * @param <V> what the file should hold
	 * @param why in words that go behind the file's name
	 */
	record Unusable<V>(String why) implements FileContent<V> {
	}

}
