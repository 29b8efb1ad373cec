package io.tickrelay.hub.lane;

import java.time.Duration;
import java.util.List;

import io.tickrelay.hub.ReplayLimits;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that come back and want the newest, of books and of bars.
 */
class ResumeConflationTests extends ResumeFixture {

	private static final Topic BOOK = new Topic(Business.CRYPTO, "A", Channel.DEPTH);

	@Test
	void givesTheNewestBookAndTellsTheSkippedInModeAll() {
		join(Delivery.ALL, BOOK);
		long id = tick(BOOK);
		for (int i = 0; i < 4; i++) {
			tick(BOOK);
		}
		assertThat(resume(Delivery.ALL, id, BOOK)).containsExactly("gap replay_window 2 4", "A 5", "resumed1");
		assertThat(resume(Delivery.CONFLATE, id, BOOK)).containsExactly("A 5", "resumed1");
	}

	@Test
	void givesEachBarsNewestInOrderAndTellsTheSkipped() {
		join(Delivery.ALL, BARS, A);
		bar(10);
		long id = bar(11);
		bar(11);
		bar(11);
		tick(A);
		bar(12);
		bar(10);
		bar(12);
		assertThat(resume(Delivery.ALL, id, BARS, A)).containsExactly("gap replay_window 3 3", "K 4", "A 1",
				"gap replay_window 5 5", "K 6", "K 7", "resumed4");
		assertThat(resume(Delivery.CONFLATE, id, BARS, A)).containsExactly("K 4", "A 1", "K 6", "K 7", "resumed4");
	}

	@Test
	void givesAConflatingClientTheFormerCurrentBarEvenUnchanged() {
		// The client's queue may have held that bar behind a later tick of another
		// stream.
		join(Delivery.ALL, BARS, A);
		bar(10);
		bar(11);
		bar(10);
		tick(A);
		long id = tick(A);
		assertThat(resume(Delivery.CONFLATE, id, BARS, A)).containsExactly("K 2", "A 2", "resumed2");
		bar(12);
		assertThat(resume(Delivery.CONFLATE, id, BARS, A)).containsExactly("K 2", "A 2", "K 4", "resumed3");
		assertThat(resume(Delivery.ALL, id, BARS, A)).containsExactly("K 4", "resumed1");
	}

	@Test
	void givesWhoWantsARateWhatMayHaveWaitedForItsEdge() {
		join(Delivery.ALL, BARS, A);
		bar(10);
		this.time.advance(5000);
		bar(11);
		bar(12);
		long id = tick(A);
		assertThat(resume(new Delivery.Rated(1), id, BARS)).containsExactly("K 1", "K 2", "K 3", "resumed3");
		this.time.advance(5000);
		id = tick(A);
		assertThat(resume(new Delivery.Rated(1), id, BARS)).containsExactly("K 3", "resumed1");
	}

	@Test
	void keepsTheBarThatWasTheCurrentOneWhereItsWindowBegins() {
		limit(new ReplayLimits(3, 1 << 20, Duration.ofHours(1), 1 << 20, 100));
		join(Delivery.ALL, BARS);
		long early = bar(10);
		bar(11);
		long id = bar(10);
		bar(12);
		bar(12);
		bar(13);
		assertThat(resume(Delivery.CONFLATE, early, BARS)).last().isEqualTo("window");
		assertThat(resume(Delivery.CONFLATE, id, BARS)).containsExactly("K 2", "K 5", "K 6", "resumed3");
	}

	@Test
	void leavesToTheLaneWhatItHasQueuedOfABar() {
		join(Delivery.ALL, BARS);
		long id = bar(10);
		bar(10);
		bar(11);
		Client back = new Client();
		this.hub.onTick(bar(BARS, 10));
		this.lane.join(back.outbox, List.of(BARS), new SubscribeOptions(Delivery.CONFLATE, true, id),
				ResumeTests::answer);
		this.hub.onTick(bar(BARS, 11));
		this.loop.run();
		assertThat(back.heard()).containsExactly("K 4", "resumed1", "K 5");
	}

	@Test
	void tellsNoGapWhereOneBookWasMissed() {
		join(Delivery.ALL, BOOK);
		long id = tick(BOOK);
		tick(BOOK);
		assertThat(resume(Delivery.ALL, id, BOOK)).containsExactly("A 2", "resumed1");
	}

	@Test
	void givesAConflatingClientEachStreamsNewestEvenUnchanged() {
		// The client's queue may have held an earlier tick of one stream behind a later
		// one of another.
		join(Delivery.ALL, A, B);
		tick(B);
		long id = tick(A);
		assertThat(resume(Delivery.CONFLATE, id, A, B)).containsExactly("B 1", "A 1", "resumed2");
		assertThat(resume(new Delivery.Rated(4), id, A, B)).containsExactly("B 1", "A 1", "resumed2");
		assertThat(resume(Delivery.ALL, id, A, B)).containsExactly("resumed0");
	}

}
