package io.tickrelay.simulator;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.netty.channel.EventLoop;

/**
 * The way onto the loop from any other thread.
 */
final class LoopThread {

	private static final long LONGEST_WAIT_SECONDS = 5;

	private final EventLoop loop;

	LoopThread(EventLoop loop) {
		this.loop = loop;
	}

	/**
	 * Runs something on the loop and returns when it is done. After the end of the loop
	 * it does nothing.
	 * @param action what to run
	 */
	void run(Runnable action) {
		if (this.loop.inEventLoop()) {
			action.run();
			return;
		}
		try {
			this.loop.submit(action).get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
		}
		catch (RejectedExecutionException _) {
			// The simulator is closed: nothing is left that could be changed.
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new IllegalStateException("The simulator's loop failed", ex);
		}
	}

}
