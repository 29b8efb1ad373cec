package io.tickrelay.downstream.access;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts what each key has now, such as an address its connections. A key without any
 * takes no memory. Safe for any thread.
 *
 * @param <K> the keys
 */
public final class Counts<K> {

	private final Map<K, Integer> counts = new ConcurrentHashMap<>();

	/**
	 * Counts one more.
	 * @param key whose it is
	 * @return how many the key has then
	 */
	public int add(K key) {
		return this.counts.merge(key, 1, Integer::sum);
	}

	/**
	 * Counts one less; nothing changes for a key without any.
	 * @param key whose it was
	 */
	public void remove(K key) {
		this.counts.computeIfPresent(key, (same, count) -> (count == 1) ? null : count - 1);
	}

	/**
	 * The count of a key.
	 * @param key any
	 * @return how many it has
	 */
	public int of(K key) {
		return this.counts.getOrDefault(key, 0);
	}

	/**
	 * The number of keys.
	 * @return those that have any
	 */
	public int keys() {
		return this.counts.size();
	}

}
