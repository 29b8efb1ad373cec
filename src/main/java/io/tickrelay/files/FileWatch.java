package io.tickrelay.files;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a file again and again, on a thread of its own, because a disk or a network may
 * be slow. It compares contents and waits for no notice of a change. Such notices miss a
 * mounted secret, which is a link to a folder that is swapped. A file that can't be used
 * changes nothing. Each change is told once.
 *
 * @param <V> what the file holds
 */
public final class FileWatch<V> implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(FileWatch.class);

	private final Subject<V> subject;

	private final Consumer<V> onChange;

	private final ScheduledExecutorService thread;

	// The watch's thread's own.
	private V value;

	// The watch's thread's own.
	private FileContent<V> last;

	private FileWatch(Subject<V> subject, V value, Consumer<V> onChange) {
		this.subject = subject;
		this.value = value;
		this.last = new FileContent.Usable<>(value);
		this.onChange = onChange;
		this.thread = Executors
			.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name(subject.thread()).factory());
	}

	/**
	 * Starts to watch.
	 * @param <V> what the file holds
	 * @param subject the file
	 * @param value what it holds, as far as is known
	 * @param interval from the end of one look to the next
	 * @param onChange takes each other value, on the watch's thread
	 * @return the watch, until it is closed
	 */
	public static <V> FileWatch<V> start(Subject<V> subject, V value, Duration interval, Consumer<V> onChange) {
		FileWatch<V> watch = new FileWatch<>(subject, value, onChange);
		watch.thread.scheduleWithFixedDelay(watch::onLook, interval.toNanos(), interval.toNanos(),
				TimeUnit.NANOSECONDS);
		return watch;
	}

	/** Looks no more. A look that is under way may still find another value. */
	@Override
	public void close() {
		this.thread.shutdownNow();
	}

	private void onLook() {
		try {
			onContent(this.subject.read().get());
		}
		catch (RuntimeException ex) {
			// An exception would end the looks without a word.
			log.atError()
				.addKeyValue("file", this.subject.path())
				.setCause(ex)
				.log("{} met a bug", this.subject.name());
		}
	}

	private void onContent(FileContent<V> content) {
		FileContent<V> before = this.last;
		this.last = content;
		switch (content) {
			case FileContent.Unusable<V> unusable when !unusable.equals(before) -> log.atWarn()
				.addKeyValue("file", this.subject.path())
				.addKeyValue("reason", unusable.why())
				.log("{} is of no use: what it held before stays in use", this.subject.name());
			case FileContent.Unusable<V> _ -> {
				// Told already.
			}
			case FileContent.Usable<V>(V read) when !this.subject.same().test(read, this.value) -> {
				this.value = read;
				tell("{} has changed");
				this.onChange.accept(read);
			}
			case FileContent.Usable<V> _ -> {
				if (before instanceof FileContent.Unusable<V>) {
					tell("{} is of use again, and holds the same as before");
				}
			}
		}
	}

	private void tell(String message) {
		log.atInfo().addKeyValue("file", this.subject.path()).log(message, this.subject.name());
	}

	/**
	 * A file to be watched.
	 *
	 * @param <V> what the file holds
	 * @param name what it is called in the log, with a capital letter
	 * @param thread the name of the thread that reads it
	 * @param path where it is
	 * @param read reads it; may block
	 * @param same whether two values are the same
	 */
	public record Subject<V>(String name, String thread, Path path, Supplier<FileContent<V>> read,
			BiPredicate<V, V> same) {
	}

}
