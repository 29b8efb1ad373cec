package io.tickrelay.hub;

import java.time.Duration;
import java.util.Set;

import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.hub.clock.RelayClock;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

class StreamViewTests {

	private static final Topic A = Ticks.crypto("A");

	private static final Topic BARS = new Topic(Business.CRYPTO, "A", Channel.kline(Interval.ONE_MINUTE));

	private final Ticks.HandClock time = new Ticks.HandClock();

	private final TickHub hub = new TickHub(Set.of(Business.CRYPTO, Business.STOCK), new RelayClock(this.time),
			LaneDriver.REPLAY);

	@Test
	void anUnwantedStreamIsNotThere() {
		assertThat(this.hub.view(A)).isNull();
		assertThat(this.hub.view(new Topic(new Business("mars"), "A", Channel.TRADE))).isNull();
		this.hub.added(A);
		assertThat(this.hub.view(A)).isNotNull();
		this.hub.dropped(A);
		assertThat(this.hub.view(A)).isNull();
		assertThat(this.hub.views()).isEmpty();
	}

	@Test
	void aStreamWithoutATickHasNoValue() {
		long born = this.time.millis();
		this.hub.added(A);
		this.time.advance(70);
		assertThat(view(A)).isEqualTo(new StreamView(A,
				new StreamStatus(State.PENDING, Cause.AWAITING_FIRST_TICK, born), null, null, 0, 0, null, born, null));
	}

	@Test
	void aTickingStreamIsSeenWithItsValueAndTimes() {
		long born = this.time.millis();
		this.hub.added(A);
		this.time.advance(1000);
		this.hub.onTick(Ticks.of(A));
		this.time.advance(1000);
		this.hub.onTick(Ticks.of(A));
		this.time.advance(1500);
		StreamView view = view(A);
		assertThat(view.status()).isEqualTo(new StreamStatus(State.LIVE, null, born + 1000));
		assertThat(view.seq()).isEqualTo(2);
		assertThat(requireNonNull(view.last()).frame().seq()).isEqualTo(2);
		assertThat(requireNonNull(view.last()).ageMs()).isEqualTo(1500);
		assertThat(view.lastTickAgeMs()).isEqualTo(1500);
		assertThat(view.ticksPerSecond()).isEqualTo(1);
		assertThat(view.requestedMs()).isEqualTo(born);
		assertThat(view.firstTickMs()).isEqualTo(born + 1000);
	}

	@Test
	void theValueIsTheNewestBarAndTheAgeTheNewss() {
		this.hub.added(BARS);
		this.hub.onTick(bar(10));
		this.time.advance(60_000);
		this.hub.onBackfilled(bar(9));
		StreamView view = view(BARS);
		assertThat(requireNonNull(view.last()).frame().tick()).isEqualTo(bar(10));
		assertThat(requireNonNull(view.last()).ageMs()).isEqualTo(60_000);
		assertThat(view.seq()).isEqualTo(2);
		assertThat(view.lastTickAgeMs()).isEqualTo(60_000);
	}

	@Test
	void anEtaRunsDown() {
		this.hub.added(A);
		this.hub.onStanding(A, new TopicCondition.Queued(Duration.ofSeconds(12)));
		this.time.advance(5000);
		assertThat(view(A).etaMs()).isEqualTo(7000);
	}

	@Test
	void aNewLifeBeginsAnew() {
		this.hub.added(A);
		this.hub.onTick(Ticks.of(A));
		this.hub.dropped(A);
		this.time.advance(5000);
		this.hub.added(A);
		assertThat(view(A).requestedMs()).isEqualTo(this.time.millis());
		assertThat(view(A).firstTickMs()).isNull();
		assertThat(view(A).ticksPerSecond()).isZero();
	}

	@Test
	void allAreSeen() {
		this.hub.added(A);
		this.hub.added(BARS);
		this.hub.added(Ticks.stock("B"));
		assertThat(this.hub.views()).extracting(StreamView::topic).containsExactlyInAnyOrder(A, BARS, Ticks.stock("B"));
	}

	private StreamView view(Topic topic) {
		return requireNonNull(this.hub.view(topic));
	}

	private static Tick.Kline bar(long start) {
		return new Tick.Kline(BARS, start, "1", "1", "1", "1", null, null, null, null);
	}

}
