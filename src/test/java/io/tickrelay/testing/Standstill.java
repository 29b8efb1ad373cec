package io.tickrelay.testing;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;

import org.springframework.http.client.ReactorResourceFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the loops of a relay up until it is closed, as in a process that was stopped.
 * Nothing is read, and due tasks run late.
 */
public final class Standstill implements AutoCloseable {

	private static final long LONGEST_SECONDS = 30;

	private final CountDownLatch over = new CountDownLatch(1);

	private Standstill() {
	}

	/**
	 * Begins; returns when every loop stands still.
	 * @param servers has the relay's loops
	 */
	public static Standstill begin(ReactorResourceFactory servers) throws InterruptedException {
		Standstill standstill = new Standstill();
		EventLoopGroup loops = servers.getLoopResources().onServer(true);
		int count = 0;
		for (EventExecutor _ : loops) {
			count++;
		}
		CountDownLatch still = new CountDownLatch(count);
		for (EventExecutor loop : loops) {
			loop.execute(() -> standstill.hold(still));
		}
		assertThat(still.await(10, TimeUnit.SECONDS)).isTrue();
		return standstill;
	}

	@Override
	public void close() {
		this.over.countDown();
	}

	private void hold(CountDownLatch still) {
		still.countDown();
		try {
			this.over.await(LONGEST_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
