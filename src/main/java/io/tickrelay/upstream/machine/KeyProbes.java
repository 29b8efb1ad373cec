package io.tickrelay.upstream.machine;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * The trials of the keys that sessions have: one, but while a new key takes over. What is
 * said of the old one then is nothing to the new one. Safe for any thread.
 */
public final class KeyProbes {

	private static final int MOST = 4;

	private final SequencedMap<Object, KeyProbe> trials = new LinkedHashMap<>();

	/**
	 * The trial of a key.
	 * @param key the same object for every session that has it
	 */
	synchronized KeyProbe of(Object key) {
		KeyProbe trial = this.trials.computeIfAbsent(key, (_) -> new KeyProbe());
		if (this.trials.size() > MOST) {
			this.trials.pollFirstEntry();
		}
		return trial;
	}

}
