package io.tickrelay.testing.client;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * A client of the relay, whatever its transport: its messages in the order of arrival,
 * and its connection's end. Every wait has a bound.
 */
public abstract class StreamClient implements AutoCloseable {

	/** How long anything may take that is sure to come. */
	public static final Duration PATIENCE = Duration.ofSeconds(30);

	private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();

	private final CompletableFuture<End> end = new CompletableFuture<>();

	/**
	 * How a connection ended.
	 *
	 * @param code the WebSocket close code, 0 where there was no close frame
	 * @param reason the close frame's reason, or what broke
	 */
	public record End(int code, String reason) {
	}

	/** The next message. */
	public Message next() {
		return next((message) -> true);
	}

	/** The next message that fits; those before it are dropped. */
	public Message next(Predicate<Message> fits) {
		return next(fits, PATIENCE);
	}

	/** The next message of a type; those before it are dropped. */
	public Message next(String type) {
		return next((message) -> message.type().equals(type));
	}

	/** The next message that fits within a time; those before it are dropped. */
	public Message next(Predicate<Message> fits, Duration patience) {
		long endNs = System.nanoTime() + patience.toNanos();
		try {
			while (true) {
				Message message = this.messages.poll(endNs - System.nanoTime(), TimeUnit.NANOSECONDS);
				if (message == null) {
					throw new AssertionError("No such message within " + patience
							+ (isOpen() ? "" : ", and the connection ended: " + this.end.join()));
				}
				if (fits.test(message)) {
					return message;
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/** The next message, or null where none comes within a time. */
	public @Nullable Message poll(Duration patience) {
		try {
			return this.messages.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/** The next message if it has arrived; it stays. */
	public @Nullable Message peek() {
		return this.messages.peek();
	}

	/** The next tick that is no last known value. */
	public Message nextLive() {
		return next((message) -> message.isTick() && !message.isSnapshot());
	}

	/** Whether the connection stands. */
	public boolean isOpen() {
		return !this.end.isDone();
	}

	/** Waits for the connection's end. */
	public End awaitEnd() {
		try {
			return this.end.copy().orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
		}
		catch (CompletionException ex) {
			throw new AssertionError("The connection stands", ex);
		}
	}

	/** Leaves as the transport has it. */
	public abstract void leave();

	@Override
	public final void close() {
		leave();
	}

	/** Takes a message in. */
	protected final void received(Message message) {
		this.messages.add(message);
	}

	/** Takes note of the end; the first one counts. */
	protected final void ended(int code, String reason) {
		this.end.complete(new End(code, reason));
	}

}
