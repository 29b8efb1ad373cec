package io.tickrelay.upstream.machine;

import java.time.Duration;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;

/**
 * A session with three topics, some of which fall silent.
 */
abstract class SilenceFixture {

	static final Topic A = topic("A");

	static final Topic B = topic("B");

	static final Topic C = topic("C");

	static final Duration PAUSE = Duration.ofMillis(200);

	final MachineDriver driver = new MachineDriver();

	boolean acks = true;

	void live(Topic... topics) {
		this.driver.want(topics);
		this.driver.greet();
		this.driver.ackAll();
	}

	/**
	 * No data, but every ping is answered, every frame acknowledged, and every socket
	 * closed and opened as the session asks.
	 */
	void silence(Duration duration) {
		long end = this.driver.elapsedNs() + duration.toNanos();
		while (this.driver.elapsedNs() < end) {
			this.driver.passUntil(Math.min(end, this.driver.elapsedNs() + Duration.ofSeconds(1).toNanos()));
			switch (this.driver.state()) {
				case SessionState.Closing _ -> this.driver.closed(Failure.CONNECTION_LOST);
				case SessionState.Connecting _ -> this.driver.greet();
				case SessionState.Live _ -> {
					this.driver.on(new SessionEvent.Pong());
					if (this.acks) {
						this.driver.ackAll();
					}
				}
				case SessionState.Greeting _, SessionState.Idle _, SessionState.Pause _, SessionState.Rejected _ -> {
					// Time will tell.
				}
			}
		}
	}

	int mutes() {
		return count(new SessionAction.Report(Failure.MUTE));
	}

	int count(SessionAction action) {
		return (int) this.driver.done.stream().filter((done) -> done.action().equals(action)).count();
	}

	static Topic topic(String symbol) {
		return new Topic(Business.CRYPTO, symbol, Channel.TRADE);
	}

}
