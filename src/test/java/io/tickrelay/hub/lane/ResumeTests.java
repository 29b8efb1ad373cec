package io.tickrelay.hub.lane;

import java.util.List;

import io.tickrelay.hub.FeedState;
import io.tickrelay.hub.Ticks;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.tick.Business;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Clients that come back. */
class ResumeTests extends ResumeFixture {

	@Test
	void replaysMissedTicksOfAllStreamsInOrderAndSaysSo() {
		join(Delivery.ALL, A, B);
		long id = tick(A);
		tick(B);
		tick(A);
		tick(B);
		assertThat(resume(Delivery.ALL, id, A, B)).containsExactly("B 1", "A 2", "B 2", "resumed3");
	}

	@Test
	void goesOnLiveBehindTheReplayWithNothingBetween() {
		join(Delivery.ALL, A);
		long id = tick(A);
		this.hub.onTick(Ticks.of(A));
		this.hub.onTick(Ticks.of(A));
		Client back = new Client();
		this.lane.join(back.outbox, List.of(A), new SubscribeOptions(Delivery.ALL, true, id), ResumeTests::answer);
		this.hub.onTick(Ticks.of(A));
		this.loop.run();
		tick(A);
		assertThat(back.heard()).containsExactly("A 2", "A 3", "resumed2", "A 4", "A 5");
	}

	@Test
	void sendsNoSnapshotToAClientThatMissedNothing() {
		join(Delivery.ALL, A);
		long id = tick(A);
		assertThat(resume(Delivery.ALL, id, A)).containsExactly("resumed0");
		this.hub.onFeed(Business.CRYPTO, FeedState.DOWN);
		this.loop.run();
		assertThat(resume(Delivery.ALL, id, A)).containsExactly("resumed0", "STALE");
	}

	@Test
	void tellsAnOutageAmongBarsThoughHistoryCameBehindIt() {
		join(Delivery.ALL, BARS);
		long id = bar(10);
		outage();
		this.hub.onTick(bar(BARS, 11));
		this.hub.onBackfilled(bar(BARS, 8));
		this.hub.onBackfilled(bar(BARS, 9));
		this.hub.onBackfilled(bar(BARS, 8));
		this.loop.run();
		assertThat(resume(Delivery.ALL, id, BARS)).containsExactly("gap upstream_reconnect 1 2", "K 2",
				"gap replay_window 3 3", "K 4", "K 5", "resumed3");
		assertThat(resume(Delivery.CONFLATE, id, BARS)).containsExactly("K 1", "gap upstream_reconnect 1 2", "K 2",
				"K 4", "K 5", "resumed4");
	}

	@Test
	void tellsOutagesThatEndedWhileTheClientWasAwayWhereTheyWere() {
		join(Delivery.ALL, A);
		long id = tick(A);
		tick(A);
		outage();
		tick(A);
		long after = tick(A);
		assertThat(resume(Delivery.ALL, id, A)).containsExactly("A 2", "gap upstream_reconnect 2 3", "A 3", "A 4",
				"resumed3");
		assertThat(resume(Delivery.ALL, after, A)).containsExactly("resumed0");
	}

	@Test
	void tellsALastingOutageToAClientThatWasThereBefore() {
		join(Delivery.ALL, A);
		long id = tick(A);
		this.hub.onFeed(Business.CRYPTO, FeedState.DOWN);
		this.loop.run();
		Client back = new Client();
		this.lane.join(back.outbox, List.of(A), new SubscribeOptions(Delivery.ALL, true, id), ResumeTests::answer);
		tick(A);
		assertThat(back.heard()).containsExactly("resumed0", "STALE", "LIVE", "gap upstream_reconnect 1 2", "A 2");
	}

	@Test
	void keepsTheOrderForAClientThatReadsNothingWhileItResumes() {
		join(Delivery.ALL, A);
		long id = tick(A);
		tick(A);
		tick(A);
		for (Delivery delivery : List.of(Delivery.ALL, Delivery.CONFLATE)) {
			Client back = new Client();
			back.link.writable = false;
			this.lane.join(back.outbox, List.of(A), new SubscribeOptions(delivery, true, id), ResumeTests::answer);
			assertThat(back.heard()).isEmpty();
			back.link.writable = true;
			back.outbox.onWritable();
			List<String> heard = back.heard();
			assertThat(heard.subList(0, 2)).containsExactly("A 2", "A 3");
			assertThat(heard).hasSize(3).last().asString().startsWith("resumed");
			this.lane.leave(back.outbox, List.of(A));
		}
		assertThat(this.hub.counters().queued.sum()).isZero();
	}

	@Test
	void putsLiveTicksOfAStalledConflatingClientBehindItsReplay() {
		join(Delivery.ALL, A);
		long id = tick(A);
		tick(A);
		tick(A);
		Client back = new Client();
		back.link.writable = false;
		this.lane.join(back.outbox, List.of(A), new SubscribeOptions(Delivery.CONFLATE, true, id), ResumeTests::answer);
		tick(A);
		tick(A);
		back.link.writable = true;
		back.outbox.onWritable();
		assertThat(back.heard()).containsExactly("A 2", "A 3", "resumed2", "A 5");
	}

	@Test
	void resumesStreamsThatTheClientHasWithoutJoiningThemAnew() {
		Client client = join(Delivery.ALL, A, B);
		long id = tick(A);
		tick(B);
		client.heard();
		this.lane.resume(client.outbox, List.of(A, B, FAR), id, ResumeTests::answer);
		assertThat(client.heard()).containsExactly("B 1", "resumed1");
		tick(A);
		assertThat(client.heard()).containsExactly("A 2");
		this.lane.resume(client.outbox, List.of(A, B), 0, ResumeTests::answer);
		assertThat(client.heard()).containsExactly("snapshot B 1", "snapshot A 2", "restart");
	}

	private void outage() {
		this.hub.onFeed(Business.CRYPTO, FeedState.DOWN);
		this.hub.onFeed(Business.CRYPTO, FeedState.UP);
	}

}
