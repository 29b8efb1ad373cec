package io.tickrelay.upstream.key;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The key of the upstream's plan as it is now. One owner replaces it, the reader of the
 * file that it stands in; the others ask for it each time they need it, and are told when
 * another look is worth while. Safe for any thread.
 */
public final class KeySource {

	private final List<Runnable> followers = new CopyOnWriteArrayList<>();

	// Written by its owner, read by the sessions' loops.
	private volatile ApiKey current;

	/**
	 * Creates a source.
	 * @param first the key to begin with
	 */
	public KeySource(ApiKey first) {
		this.current = first;
	}

	/**
	 * The key to use for what begins now.
	 * @return never an empty one
	 */
	public ApiKey current() {
		return this.current;
	}

	/**
	 * Asks to be told when a look at the key is worth while: now, and after each change.
	 * @param follower runs on the owner's thread later on, and must not wait
	 */
	public void follow(Runnable follower) {
		this.followers.add(follower);
		// For a change between the follower's own first look and now.
		follower.run();
	}

	/** The owner's: takes another key from here on. */
	public void replace(ApiKey key) {
		this.current = key;
		this.followers.forEach(Runnable::run);
	}

	/** Tells nothing of the key. */
	@Override
	public String toString() {
		return this.current.toString();
	}

}
