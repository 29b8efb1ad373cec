package io.tickrelay.upstream;

import java.util.concurrent.atomic.AtomicBoolean;

import org.springframework.context.SmartLifecycle;

/**
 * Closes the sessions when the application stops, after the clients have gone. There is
 * nothing to start: a session opens with its first wanted topic.
 */
final class UpstreamLifecycle implements SmartLifecycle {

	private static final int BEHIND_THE_WEB_SERVER = 8192;

	private final Upstream upstream;

	private final AtomicBoolean running = new AtomicBoolean();

	UpstreamLifecycle(Upstream upstream) {
		this.upstream = upstream;
	}

	@Override
	public void start() {
		this.running.set(true);
	}

	@Override
	public void stop() {
		throw new IllegalStateException("Stopping takes time: use stop(Runnable)");
	}

	@Override
	public void stop(Runnable callback) {
		this.running.set(false);
		this.upstream.close().doFinally((signal) -> callback.run()).subscribe();
	}

	@Override
	public boolean isRunning() {
		return this.running.get();
	}

	@Override
	public int getPhase() {
		return DEFAULT_PHASE - BEHIND_THE_WEB_SERVER;
	}

}
