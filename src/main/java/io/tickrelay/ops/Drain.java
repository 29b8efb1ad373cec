package io.tickrelay.ops;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import io.tickrelay.downstream.session.Clients;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import org.springframework.context.SmartLifecycle;

/**
 * Sends the clients away before anything else stops, over a window and not all at once.
 * They come back somewhere, and a thousand together would be a storm. By then readiness
 * is off already, because Spring Boot takes it back before it stops anything. Clients
 * that don't react hold nothing up.
 */
final class Drain implements SmartLifecycle {

	/** The drain stops before the web server, which stops at once. */
	static final int PHASE = DEFAULT_PHASE;

	// The time in which the last clients hear of it.
	private static final Duration LAST_WORDS = Duration.ofSeconds(2);

	private static final Duration STEP = Duration.ofMillis(50);

	private static final Logger log = LoggerFactory.getLogger(Drain.class);

	private final Clients clients;

	private final Duration window;

	private final AtomicBoolean running = new AtomicBoolean();

	Drain(Clients clients, Duration window) {
		this.clients = clients;
		this.window = window;
	}

	/** How long stopping may take. */
	Duration patience() {
		return this.window.plus(LAST_WORDS);
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
		int open = this.clients.count();
		if (open > 0) {
			log.atInfo()
				.addKeyValue("clients", open)
				.addKeyValue("window", this.window)
				.log("Sending the clients away");
		}
		Mono.firstWithSignal(this.clients.drain(this.window), lived(patience())).doFinally((signal) -> {
			int left = this.clients.count();
			if (left > 0) {
				log.atWarn().addKeyValue("clients", left).log("These did not go and will be cut off");
			}
			callback.run();
		}).subscribe();
	}

	/**
	 * Completes after the patience, in steps. A late step counts once, because a
	 * standstill is no client's delay.
	 */
	private static Mono<Void> lived(Duration patience) {
		return Mono.delay(STEP).repeat(Math.max(1, patience.dividedBy(STEP)) - 1).then();
	}

	@Override
	public boolean isRunning() {
		return this.running.get();
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
