package io.tickrelay.upstream.machine;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

import io.tickrelay.hub.TopicCondition;
import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.wire.ClientFrame;
import io.tickrelay.upstream.wire.ClientFrameEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Upstreams that end the session over a frame instead of complaining of it.
 */
class SuspectsTests {

	private static final Topic POISON = topic("S123", Channel.DEPTH);

	private final MachineDriver driver = new MachineDriver(new Random(3), 20);

	private final ClientFrameEncoder encoder = new ClientFrameEncoder();

	private int read;

	@ParameterizedTest
	@ValueSource(ints = { 1003, 1008, 1011, 0 })
	void findsTheSymbolThatEndsTheSessionAndKeepsItsNeighbours(int code) {
		Failure end = (code == 0) ? Failure.CONNECTION_LOST : CloseCodes.failure(code);
		Set<Topic> wanted = topics(140);
		this.driver.want(wanted);
		play(Duration.ofMinutes(15), (frame) -> VendorModel.subscribes(frame).contains(POISON), end);

		assertHeld(wanted.size() - 1);
		assertThat(told(POISON)).isEqualTo(new TopicCondition.Refused(Cause.UPSTREAM_REFUSED));
		assertThat(this.driver.machine.story(POISON).refusal()).isEqualTo(end);
		assertThat(this.driver.of(SessionAction.Entered.class))
			.noneMatch((done) -> ((SessionAction.Entered) done.action()).state() instanceof SessionState.Suspended);
		int opens = this.driver.opens();

		wanted.remove(POISON);
		this.driver.want(wanted);
		wanted.add(POISON);
		this.driver.want(wanted);
		play(Duration.ofMinutes(10), (frame) -> VendorModel.subscribes(frame).contains(POISON), end);
		assertThat(this.driver.opens()).as("churn does not hide it").isEqualTo(opens);
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 12 })
	void leavesTheHourItsReconnectsHoweverManySymbolsEndTheSession(int count) {
		Set<Topic> wanted = topics(100);
		Set<Topic> deadly = new LinkedHashSet<>();
		for (int i = 0; i < count; i++) {
			deadly.add(topic("S" + (7 + i * 90 / count), (i % 2 == 0) ? Channel.DEPTH : Channel.TRADE));
		}
		this.driver.want(wanted);
		Predicate<ClientFrame> ends = (frame) -> VendorModel.subscribes(frame).stream().anyMatch(deadly::contains);
		play(Duration.ofMinutes(55), Duration.ofSeconds(1), ends, CloseCodes.failure(1011));

		assertThat(this.driver.opens()).as("with the first").isLessThanOrEqualTo(1 + 10 + 1);
		assertThat(this.driver.of(SessionAction.Entered.class))
			.noneMatch((done) -> ((SessionAction.Entered) done.action()).state() instanceof SessionState.Suspended);
		assertThat(this.driver.state()).isInstanceOf(SessionState.Live.class);

		play(Duration.ofHours(Math.ceilDiv(count, 3)), Duration.ofSeconds(1), ends, CloseCodes.failure(1011));
		assertHeld(wanted.size() - count);
		assertThat(this.driver.of(SessionAction.Entered.class))
			.noneMatch((done) -> ((SessionAction.Entered) done.action()).state() instanceof SessionState.Suspended);
	}

	@Test
	void asksForLessAtATimeWhereAFrameWasTooBig() {
		Set<Topic> wanted = topics(300);
		this.driver.want(wanted);
		play(Duration.ofMinutes(3), (frame) -> this.encoder.encode(frame).length() > 700, CloseCodes.failure(1009));

		assertHeld(wanted.size());
		assertThat(this.driver.opens()).isLessThanOrEqualTo(4);
		this.driver.closed(Failure.CONNECTION_LOST);
		int opens = this.driver.opens();
		play(Duration.ofMinutes(3), (frame) -> this.encoder.encode(frame).length() > 700, CloseCodes.failure(1009));
		assertThat(this.driver.opens()).as("it has learned").isEqualTo(opens + 1);
	}

	@Test
	void blamesNoFrameForAnUpstreamThatEndsEverySession() {
		Set<Topic> wanted = topics(20);
		this.driver.want(wanted);
		for (int i = 0; i < 12; i++) {
			passUntilOpened();
			this.driver.greet();
			this.driver.pass(Duration.ofMillis(200));
			this.driver.closed(CloseCodes.failure(1011));
		}
		play(Duration.ofMinutes(8), (frame) -> false, Failure.CONNECTION_LOST);

		assertHeld(wanted.size());
	}

	private void assertHeld(int count) {
		assertThat(this.driver.state()).isInstanceOf(SessionState.Live.class);
		assertThat(this.driver.machine.view(this.driver.nowNs()).active()).isEqualTo(count);
	}

	private TopicCondition told(Topic topic) {
		return this.driver.told().stream().filter((tell) -> tell.topic().equals(topic)).toList().getLast().standing();
	}

	/** Acknowledges every frame but those that end the session. */
	private void play(Duration duration, Predicate<ClientFrame> deadly, Failure end) {
		play(duration, Duration.ofMillis(200), deadly, end);
	}

	private void play(Duration duration, Duration step, Predicate<ClientFrame> deadly, Failure end) {
		long endNs = this.driver.elapsedNs() + duration.toNanos();
		while (this.driver.elapsedNs() < endNs) {
			if (this.driver.isOpen() && !this.driver.isGreeted()) {
				this.driver.greet();
			}
			List<ClientFrame> frames = this.driver.frames();
			while (this.read < frames.size()) {
				ClientFrame frame = frames.get(this.read++);
				if (deadly.test(frame)) {
					this.driver.closed(end);
					this.read = frames.size();
				}
				else {
					this.driver.on(new SessionEvent.Acked(frame.trace()));
					frames = this.driver.frames();
				}
			}
			this.driver.pass(step);
			if (this.driver.isGreeted()) {
				this.driver.on(new SessionEvent.Pong());
			}
		}
	}

	private void passUntilOpened() {
		while (!this.driver.isOpen()) {
			this.driver.pass(Duration.ofSeconds(1));
		}
	}

	private static Set<Topic> topics(int symbols) {
		Set<Topic> topics = new LinkedHashSet<>();
		for (Channel channel : List.of(Channel.TRADE, Channel.DEPTH)) {
			for (int i = 0; i < symbols; i++) {
				topics.add(topic("S" + i, channel));
			}
		}
		return topics;
	}

	private static Topic topic(String symbol, Channel channel) {
		return new Topic(Business.CRYPTO, symbol, channel);
	}

}
