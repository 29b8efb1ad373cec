package io.tickrelay.downstream;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

import io.netty.channel.embedded.EmbeddedChannel;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TurnsTests {

	private static final int SHARE = 5;

	private static final Subnet HERE = Subnet.siteOf(InetAddress.getLoopbackAddress());

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final AtomicInteger count = new AtomicInteger();

	/** Whose turn it was, with the milliseconds at which it came. */
	private final List<String> served = new ArrayList<>();

	private long nowNs;

	TurnsTests() {
		this.channel.freezeTime();
	}

	@Test
	void whoComesAloneDoesNotWait() {
		Turns turns = turns(SHARE);
		come(turns, "a", 1);
		pass(19);
		come(turns, "b", 1);
		assertThat(this.served).containsExactly("a at 0", "b at 20");
		assertThat(this.count).hasValue(0);
	}

	@Test
	void othersHaveTheirShareOfTheTimeBetweenTwoTurns() {
		Turns turns = turns(SHARE);
		for (String name : List.of("a", "b", "c")) {
			come(turns, name, 1);
		}
		assertThat(this.served).containsExactly("a at 0");
		assertThat(this.count).hasValue(2);
		pass(18);
		assertThat(this.served).hasSize(1);
		pass(1);
		assertThat(this.served).containsExactly("a at 0", "b at 20");
		pass(20);
		assertThat(this.served).containsExactly("a at 0", "b at 20", "c at 40");
		assertThat(this.count).hasValue(0);
	}

	@Test
	void aLongTurnKeepsNobodyOutForLong() {
		Turns turns = turns(SHARE);
		come(turns, "a", 400);
		come(turns, "b", 1);
		pass(19);
		assertThat(this.served).hasSize(1);
		pass(1);
		assertThat(this.served).containsExactly("a at 0", "b at 420");
	}

	/** Four of them, and each keeps to its part. */
	@Test
	void loopsThatShareAProcessorShareTheNewcomersPart() {
		Turns turns = new Turns(this.channel.eventLoop(), new NewcomerShare(20, 4), this.count, () -> this.nowNs);
		come(turns, "a", 1);
		come(turns, "b", 1);
		pass(18);
		assertThat(this.served).hasSize(1);
		pass(1);
		assertThat(this.served).containsExactly("a at 0", "b at 20");
	}

	@Test
	void nobodyWaitsWhenAllOfTheTimeIsForNewcomers() {
		Turns turns = turns(100);
		for (int i = 0; i < 1000; i++) {
			come(turns, "n", 1);
		}
		assertThat(this.served).hasSize(1000).endsWith("n at 999");
	}

	@Test
	void whoGoesAwayLeavesItsPlace() {
		Turns turns = turns(SHARE);
		come(turns, "a", 1);
		Runnable gone = come(turns, "gone", 1);
		come(turns, "b", 1);
		gone.run();
		assertThat(this.count).hasValue(1);
		pass(19);
		assertThat(this.served).containsExactly("a at 0", "b at 20");
	}

	@Test
	void anErrorOfTheMachineKeepsNobodyElseOut() {
		Turns turns = turns(SHARE);
		come(turns, "a", 1);
		turns.come(HERE, () -> {
			throw new InternalError("of one turn");
		});
		come(turns, "b", 1);
		pass(19);
		assertThat(this.served).containsExactly("a at 0");
		pass(20);
		assertThat(this.served).containsExactly("a at 0", "b at 40");
		assertThat(this.count).hasValue(0);
	}

	@Test
	void anAddressThatFloodsDelaysItself() {
		Turns turns = turns(SHARE);
		for (String flood : List.of("f1", "f2", "f3", "f4")) {
			come(turns, flood, 1);
		}
		come(turns, Subnet.siteOf(null), (ms) -> this.served.add("other at " + ms));
		pass(100);
		assertThat(this.served).containsExactly("f1 at 0", "f2 at 20", "other at 40", "f3 at 40", "f4 at 60");
		assertThat(this.count).hasValue(0);
	}

	/** An answer may be followed by the next request of its connection at once. */
	@Test
	void whoComesDuringATurnComesAfterIt() {
		Turns turns = turns(SHARE);
		come(turns, (ms) -> {
			come(turns, "b", 1);
			this.nowNs += TimeUnit.MILLISECONDS.toNanos(1);
			this.served.add("a at " + ms);
		});
		assertThat(this.served).containsExactly("a at 0");
		pass(19);
		assertThat(this.served).containsExactly("a at 0", "b at 20");
	}

	/**
	 * A positive number comes and takes as many milliseconds, a negative one is the time
	 * that passes, zero is somebody who waits and goes.
	 */
	@Property(tries = 200)
	void everybodyWhoStaysHasATurnInOrder(@ForAll @Size(max = 60) List<@IntRange(min = -30, max = 5) Integer> story) {
		Turns turns = turns(SHARE);
		List<Integer> came = new ArrayList<>();
		List<Integer> went = new ArrayList<>();
		List<Integer> turn = new ArrayList<>();
		for (int step : story) {
			if (step < 0) {
				pass(-step);
				continue;
			}
			int number = came.size();
			came.add(number);
			Runnable newcomer = come(turns, (ms) -> {
				this.nowNs += TimeUnit.MILLISECONDS.toNanos(step);
				turn.add(number);
			});
			if (step == 0 && !turn.contains(number)) {
				newcomer.run();
				went.add(number);
			}
			assertThat(this.count).hasValue(came.size() - went.size() - turn.size());
		}
		pass(20L * story.size());
		came.removeAll(went);
		assertThat(turn).isEqualTo(came);
		assertThat(this.count).hasValue(0);
	}

	private Turns turns(int share) {
		return new Turns(this.channel.eventLoop(), new NewcomerShare(share, 1), this.count, () -> this.nowNs);
	}

	private Runnable come(Turns turns, String name, long takesMs) {
		return come(turns, (ms) -> {
			this.served.add(name + " at " + ms);
			this.nowNs += TimeUnit.MILLISECONDS.toNanos(takesMs);
		});
	}

	private Runnable come(Turns turns, LongConsumer turn) {
		return come(turns, HERE, turn);
	}

	/** Comes back with a way to go. */
	private Runnable come(Turns turns, Subnet site, LongConsumer does) {
		Runnable turn = () -> does.accept(TimeUnit.NANOSECONDS.toMillis(this.nowNs));
		turns.come(site, turn);
		return () -> turns.leave(site, turn);
	}

	private void pass(long ms) {
		for (int i = 0; i < ms; i++) {
			this.nowNs += TimeUnit.MILLISECONDS.toNanos(1);
			this.channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
			this.channel.runScheduledPendingTasks();
		}
	}

}
