package io.tickrelay.chaos;

import java.time.Duration;
import java.util.function.Predicate;

import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.client.StreamClient;
import org.jspecify.annotations.Nullable;

/**
 * A client that keeps a received log of all messages. It belongs to one thread at a time.
 */
final class Watcher implements AutoCloseable {

	private final StreamClient client;

	private final ReceivedLog receivedLog;

	Watcher(String name, StreamClient client, boolean all) {
		this.client = client;
		this.receivedLog = new ReceivedLog(name, all);
	}

	ReceivedLog ledger() {
		return this.receivedLog;
	}

	StreamClient client() {
		return this.client;
	}

	/** Waits for a message that fits. All messages before it stand in the log. */
	Message await(Predicate<Message> fits, Duration patience) {
		return this.client.next((message) -> {
			this.receivedLog.take(message);
			return fits.test(message);
		}, patience);
	}

	/** Waits until the log is as it should be. */
	void awaitLedger(Predicate<ReceivedLog> fits, Duration patience) {
		drain();
		if (!fits.test(this.receivedLog)) {
			await((_) -> fits.test(this.receivedLog), patience);
		}
	}

	/** Logs the messages that have come. */
	void drain() {
		listen(Duration.ZERO);
	}

	/** Logs the messages that come for a while. */
	void listen(Duration time) {
		long endNs = System.nanoTime() + time.toNanos();
		for (Message message = poll(endNs); message != null; message = poll(endNs)) {
			this.receivedLog.take(message);
		}
	}

	private @Nullable Message poll(long endNs) {
		return this.client.poll(Duration.ofNanos(Math.max(0, endNs - System.nanoTime())));
	}

	@Override
	public void close() {
		this.client.close();
	}

}
