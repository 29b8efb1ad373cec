package io.tickrelay.tick;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts what each key has now, such as an address its connections. A key without any
 * takes no memory.
 *
 * @param <K> the keys
 */
public final class Counts<K> {

	private final Map<K, Integer> counts;

	private Counts(Map<K, Integer> counts) {
		this.counts = counts;
	}

	/**
	 * Creates counts that are safe for any thread.
	 * @param <K> the keys
	 * @return no counts yet
	 */
	public static <K> Counts<K> concurrent() {
		return new Counts<>(new ConcurrentHashMap<>());
	}

	/**
	 * Creates counts for one thread at a time, whose keys keep the order in which they
	 * came.
	 * @param <K> the keys
	 * @return no counts yet
	 */
	public static <K> Counts<K> ordered() {
		return new Counts<>(new LinkedHashMap<>());
	}

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
	 * @return how many the key has then
	 */
	public int remove(K key) {
		Integer left = this.counts.computeIfPresent(key, (same, count) -> (count == 1) ? null : count - 1);
		return (left == null) ? 0 : left;
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
	 * The keys that have any.
	 * @return a view
	 */
	public Set<K> keys() {
		return Collections.unmodifiableSet(this.counts.keySet());
	}

	/**
	 * All counts.
	 * @return a copy
	 */
	public Map<K, Integer> copy() {
		return new HashMap<>(this.counts);
	}

}
