package io.tickrelay.upstream.limits;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Interval;
import io.tickrelay.tick.Topic;
import io.tickrelay.upstream.machine.CloseCodes;
import io.tickrelay.upstream.machine.Failure;
import io.tickrelay.upstream.machine.SharedKeyPlayer;
import io.tickrelay.upstream.machine.SharedKeyStory;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The promises about frames, over made-up stories of demand, drops, lost acks and errors.
 * No minute has more frames than the budget, and no frame means nothing or everything. In
 * the end the session has what is wanted, after few frames.
 */
class FrameBudgetStoryTests {

	// The same stories in every build; to look for more, take it away and raise the
	// tries.
	private static final String SEED = "20261122";

	private static final List<Channel> CHANNELS = List.of(Channel.TRADE, Channel.DEPTH,
			Channel.kline(Interval.ONE_MINUTE), Channel.kline(Interval.ONE_HOUR), Channel.kline(Interval.ONE_DAY));

	private static final int SYMBOLS = 8;

	private static final int TOPICS = SYMBOLS * CHANNELS.size();

	@Property(tries = 300, seed = SEED, shrinking = ShrinkingMode.BOUNDED)
	void keepsTheKeyWithinItsWindowAndComesToWhatIsWanted(@ForAll long seed, @ForAll("stories") List<Whim> whims) {
		SharedKeyStory story = new SharedKeyStory(seed);
		for (Whim whim : whims) {
			whim.play(story);
		}
		for (int session = 0; session < SharedKeyStory.SESSIONS; session++) {
			story.player(session).forgive();
		}
		story.pass(Duration.ofMinutes(40));
		for (int session = 0; session < SharedKeyStory.SESSIONS; session++) {
			story.player(session).checkConvergence();
		}
	}

	@Property(tries = 200, seed = SEED)
	void sendsABurstInAsFewFramesAsTheProtocolAllows(@ForAll("topics") Set<Integer> first,
			@ForAll("topics") Set<Integer> second) {
		SharedKeyStory story = new SharedKeyStory(1);
		SharedKeyPlayer player = story.player(0);
		player.want(topics(player.business(), first));
		story.pass(Duration.ofSeconds(5));
		assertThat(story.frames()).isEqualTo(kinds(first));
		player.checkConvergence();
		int before = story.frames();
		player.want(topics(player.business(), second));
		story.pass(Duration.ofSeconds(5));

		Set<Integer> added = new LinkedHashSet<>(second);
		added.removeAll(first);
		Set<Integer> dropped = new LinkedHashSet<>(first);
		dropped.removeAll(second);
		int mostCancels = kinds(dropped) + Math.max(0, intervals(dropped) - 1);
		assertThat(story.frames() - before).isBetween(kinds(added) + kinds(dropped), kinds(added) + mostCancels);
		player.checkConvergence();
	}

	@Property(tries = 50, seed = SEED)
	void gathersManySmallChangesIntoFewFrames(@ForAll("topics") Set<Integer> wanted) {
		SharedKeyStory story = new SharedKeyStory(1);
		SharedKeyPlayer player = story.player(0);
		Set<Integer> growing = new LinkedHashSet<>();
		for (int topic : wanted) {
			growing.add(topic);
			player.want(topics(player.business(), growing));
			story.pass(Duration.ofMillis(1));
		}
		story.pass(Duration.ofSeconds(5));

		assertThat(story.frames()).isEqualTo(kinds(wanted));
	}

	@Provide
	Arbitrary<Set<Integer>> topics() {
		return Arbitraries.integers().between(0, TOPICS - 1).set().ofMinSize(0).ofMaxSize(TOPICS);
	}

	@Provide
	Arbitrary<List<Whim>> stories() {
		Arbitrary<Integer> session = Arbitraries.integers().between(0, SharedKeyStory.SESSIONS - 1);
		Arbitrary<Integer> few = Arbitraries.integers().between(1, 4);
		Arbitrary<Whim> want = Combinators.combine(session, topics()).as(Want::new);
		Arbitrary<Whim> pass = Arbitraries.integers().between(1, 20_000).map(Pass::new);
		Arbitrary<Failure> ends = Arbitraries.of(Failure.CONNECTION_LOST, Failure.PROTOCOL_ERROR,
				CloseCodes.failure(1001), CloseCodes.failure(1008), CloseCodes.failure(1009), CloseCodes.failure(1011));
		Arbitrary<Whim> drop = Combinators.combine(session, ends).as(Drop::new);
		Arbitrary<Whim> endOverFrames = Combinators.combine(session, few, ends).as(EndOverFrames::new);
		Arbitrary<Whim> standStill = Combinators.combine(session, Arbitraries.of(1, 10, 60, 240)).as(StandStill::new);
		Arbitrary<Whim> loseAcks = Combinators.combine(session, few).as(LoseAcks::new);
		Arbitrary<Whim> complain = Combinators
			.combine(session, few, Arbitraries.of(0, 499, 500, 503, 504, 505, 506, 507, 513, 515, 516, 524, 999))
			.as(ComplainOfFrames::new);
		Arbitrary<Whim> outburst = Combinators.combine(session, Arbitraries.of(0, 500, 501, 508, 512, 513, 516))
			.as(Complain::new);
		Arbitrary<Whim> refuse = Combinators
			.combine(session, few, Arbitraries.of(401, 427, 429, 500, 502, 503, 520, 524))
			.as(RefuseHandshakes::new);
		Arbitrary<Whim> mute = Combinators.combine(session, Arbitraries.of(true, false)).as(Mute::new);
		return Arbitraries
			.frequencyOf(Tuple.of(10, want), Tuple.of(8, pass), Tuple.of(2, drop), Tuple.of(2, loseAcks),
					Tuple.of(1, complain), Tuple.of(1, outburst), Tuple.of(1, refuse), Tuple.of(1, mute),
					Tuple.of(1, endOverFrames), Tuple.of(1, standStill))
			.list()
			.ofMaxSize(120);
	}

	private static Set<Topic> topics(Business business, Set<Integer> numbers) {
		Set<Topic> topics = new LinkedHashSet<>();
		numbers.forEach(
				(number) -> topics.add(new Topic(business, "S" + number % SYMBOLS, CHANNELS.get(number / SYMBOLS))));
		return topics;
	}

	private static int kinds(Set<Integer> topics) {
		return (int) topics.stream().map((topic) -> Math.min(topic / SYMBOLS, 2)).distinct().count();
	}

	private static int intervals(Set<Integer> topics) {
		return (int) topics.stream().map((topic) -> topic / SYMBOLS).filter((kind) -> kind >= 2).distinct().count();
	}

	/** One turn of a story. */
	sealed interface Whim {

		void play(SharedKeyStory story);

	}

	record Want(int session, Set<Integer> topics) implements Whim {

		@Override
		public void play(SharedKeyStory story) {
			SharedKeyPlayer player = story.player(this.session);
			player.want(FrameBudgetStoryTests.topics(player.business(), this.topics));
		}

	}

	record Pass(int millis) implements Whim {

		@Override
		public void play(SharedKeyStory story) {
			story.pass(Duration.ofMillis(this.millis));
		}

	}

	record Drop(int session, Failure failure) implements Whim {

		@Override
		public void play(SharedKeyStory story) {
			story.player(this.session).drop(this.failure);
		}

	}

	record EndOverFrames(int session, int count, Failure failure) implements Whim {

		@Override
		public void play(SharedKeyStory story) {
			story.player(this.session).endOverFrames(this.count, this.failure);
		}

	}

	record StandStill(int session, int seconds) implements Whim {

		@Override
		public void play(SharedKeyStory story) {
			story.player(this.session).standStill(Duration.ofSeconds(this.seconds));
		}

	}

	record LoseAcks(int session, int count) implements Whim {

		@Override
		public void play(SharedKeyStory story) {
			story.player(this.session).loseAcks(this.count);
		}

	}

	record ComplainOfFrames(int session, int count, int code) implements Whim {

		@Override
		public void play(SharedKeyStory story) {
			story.player(this.session).complainOfFrames(this.count, this.code);
		}

	}

	record Complain(int session, int code) implements Whim {

		@Override
		public void play(SharedKeyStory story) {
			story.player(this.session).complain(this.code);
		}

	}

	record RefuseHandshakes(int session, int count, int status) implements Whim {

		@Override
		public void play(SharedKeyStory story) {
			story.player(this.session).refuseHandshakes(this.count, this.status);
		}

	}

	record Mute(int session, boolean on) implements Whim {

		@Override
		public void play(SharedKeyStory story) {
			story.player(this.session).mute(this.on);
		}

	}

}
