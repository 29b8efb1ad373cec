package io.tickrelay.upstream.key;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns a {@link KeySource} whose key stands in a file. It reads the file again and again,
 * on a thread of its own, because a disk or a network may be slow. It compares the file's
 * text and waits for no notice of a change. Such notices miss a mounted secret, which is
 * a link to a folder that is swapped.
 */
public final class KeyFileWatch implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(KeyFileWatch.class);

	private final KeyFile file;

	private final KeySource keys;

	private final ScheduledExecutorService thread = Executors
		.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("key-file").factory());

	// The watch's thread's own: so that each change is told once.
	private KeyFile.Content last;

	private KeyFileWatch(KeyFile file, KeySource keys) {
		this.file = file;
		this.keys = keys;
		this.last = new KeyFile.Content.Key(keys.current());
	}

	/**
	 * Starts to watch.
	 * @param file the file
	 * @param keys takes the keys that are found; this watch alone replaces it
	 * @param interval from one look to the next
	 * @return the watch, until it is closed
	 */
	public static KeyFileWatch start(KeyFile file, KeySource keys, Duration interval) {
		KeyFileWatch watch = new KeyFileWatch(file, keys);
		watch.thread.scheduleWithFixedDelay(watch::onLook, interval.toNanos(), interval.toNanos(),
				TimeUnit.NANOSECONDS);
		return watch;
	}

	/**
	 * Looks no more. A look that is under way may still find a key, and its result is
	 * dropped.
	 */
	@Override
	public void close() {
		this.thread.shutdownNow();
	}

	private void onLook() {
		try {
			onContent(this.file.read());
		}
		catch (RuntimeException ex) {
			// An exception would end the looks without a word.
			log.atError().addKeyValue("file", this.file.path()).setCause(ex).log("The key's file met a bug");
		}
	}

	private void onContent(KeyFile.Content content) {
		KeyFile.Content before = this.last;
		this.last = content;
		switch (content) {
			case KeyFile.Content.Unusable unusable when !unusable.equals(before) -> log.atWarn()
				.addKeyValue("file", this.file.path())
				.addKeyValue("reason", unusable.why())
				.log("The key's file is of no use: the key it had stays in use");
			case KeyFile.Content.Unusable _ -> {
				// Told already.
			}
			case KeyFile.Content.Key(ApiKey key) when !key.isSameAs(this.keys.current()) -> {
				log.atInfo().addKeyValue("file", this.file.path()).log("The key's file has another key");
				this.keys.replace(key);
			}
			case KeyFile.Content.Key _ -> {
				if (before instanceof KeyFile.Content.Unusable) {
					log.atInfo().addKeyValue("file", this.file.path()).log("The key's file has the same key again");
				}
			}
		}
	}

}
