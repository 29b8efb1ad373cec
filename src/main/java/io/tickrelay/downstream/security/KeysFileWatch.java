package io.tickrelay.downstream.security;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the clients' keys again and again, on a thread of its own, and tells when they
 * are others. It compares the file's text and waits for no notice of a change. Such
 * notices miss a mounted secret, which is a link to a folder that is swapped. A file that
 * can't be used changes nothing.
 */
final class KeysFileWatch implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(KeysFileWatch.class);

	private final KeysFile file;

	private final Consumer<List<ClientKey>> onChange;

	private final ScheduledExecutorService thread = Executors
		.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("keys-file").factory());

	// The watch's thread's own.
	private List<ClientKey> keys;

	private KeysFile.Content last;

	private KeysFileWatch(KeysFile file, KeysFile.Content.Keys first, Consumer<List<ClientKey>> onChange) {
		this.file = file;
		this.keys = first.keys();
		this.last = first;
		this.onChange = onChange;
	}

	static KeysFileWatch start(KeysFile file, KeysFile.Content.Keys first, Consumer<List<ClientKey>> onChange,
			Duration interval) {
		KeysFileWatch watch = new KeysFileWatch(file, first, onChange);
		watch.thread.scheduleWithFixedDelay(watch::onLook, interval.toNanos(), interval.toNanos(),
				TimeUnit.NANOSECONDS);
		return watch;
	}

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
			log.atError().addKeyValue("file", this.file.path()).setCause(ex).log("The clients' keys' file met a bug");
		}
	}

	private void onContent(KeysFile.Content content) {
		KeysFile.Content before = this.last;
		this.last = content;
		switch (content) {
			case KeysFile.Content.Unusable unusable when !unusable.equals(before) -> log.atWarn()
				.addKeyValue("file", this.file.path())
				.addKeyValue("reason", unusable.why())
				.log("The file of clients' keys is of no use: those that were known stay in use");
			case KeysFile.Content.Keys(List<ClientKey> read) when !read.equals(this.keys) -> {
				this.keys = read;
				log.atInfo()
					.addKeyValue("file", this.file.path())
					.addKeyValue("keys", read.size())
					.log("The clients' keys have changed");
				this.onChange.accept(read);
			}
			case KeysFile.Content.Keys _ -> {
				if (before instanceof KeysFile.Content.Unusable) {
					log.atInfo()
						.addKeyValue("file", this.file.path())
						.log("The file of clients' keys has the same keys again");
				}
			}
			case KeysFile.Content.Unusable _ -> {
				// Told already.
			}
		}
	}

}
