package io.tickrelay.chaos;

import java.time.Duration;
import java.util.function.Predicate;

import io.tickrelay.testing.Message;
import io.tickrelay.testing.StreamClient;
import org.jspecify.annotations.Nullable;

/** A client that keeps a ledger of everything that it is told. One thread's at a time. */
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

	/** Waits for a message that fits; all before it stand in the ledger. */
	Message await(Predicate<Message> fits, Duration patience) {
		return this.client.next((message) -> {
			this.receivedLog.take(message);
			return fits.test(message);
		}, patience);
	}

	/** Waits until the ledger is as it should be. */
	void awaitLedger(Predicate<ReceivedLog> fits, Duration patience) {
		drain();
		if (!fits.test(this.receivedLog)) {
			await((_) -> fits.test(this.receivedLog), patience);
		}
	}

	/** Takes in what has come. */
	void drain() {
		listen(Duration.ZERO);
	}

	/** Takes in what comes for a while. */
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
