package io.tickrelay.hub.lane;

import java.time.Duration;
import java.util.List;

import io.tickrelay.hub.BarStory;
import io.tickrelay.hub.outbox.Delivery;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;

/**
 * The promise about bars, over random sequences of corrections, floods, outages, slow
 * clients that are cut off, and clients that come back. The newest update of each bar
 * arrives. Otherwise a gap or a failed resumption says that it may not have.
 */
class BarStoryTests {

	// The seed makes the same sequences in every build. A search for more goes without
	// it, and with more tries.
	private static final String SEED = "20261130";

	@Property(tries = 1500, seed = SEED, shrinking = ShrinkingMode.BOUNDED)
	void theNewestUpdateOfEachBarArrivesOrIsMissed(@ForAll("settings") BarStory.Settings settings,
			@ForAll("events") List<Event> events) {
		BarStory story = new BarStory(settings);
		for (Event event : events) {
			event.play(story);
			story.checkBounds();
		}
		story.end();
	}

	@Provide
	Arbitrary<BarStory.Settings> settings() {
		Arbitrary<Delivery> deliveries = Arbitraries.of(Delivery.CONFLATE, Delivery.CONFLATE, Delivery.ALL,
				new Delivery.Rated(1), new Delivery.Rated(10));
		return Combinators
			.combine(deliveries, Arbitraries.of(4, 1024), Arbitraries.of(5, 30, 100_000), Arbitraries.of(6, 1000),
					Arbitraries.of(true, false))
			.as(BarStory.Settings::new);
	}

	@Provide
	Arbitrary<List<Event>> events() {
		Arbitrary<Event> bars = Combinators
			.combine(Arbitraries.integers().between(0, 1), Arbitraries.of(0, 0, 0, 0, 1, 1, -1, -1, -2, -5))
			.as((stream, step) -> (story) -> story.bar(stream, step));
		Arbitrary<Event> history = Combinators
			.combine(Arbitraries.integers().between(0, 1), Arbitraries.of(0, 1, -1, -3))
			.as((stream, step) -> (story) -> story.history(stream, step));
		Arbitrary<Event> reads = Arbitraries.of(0, 0, 1, 2, 5, 1000).map((count) -> (story) -> story.read(count));
		Arbitrary<Event> times = Arbitraries.of(10, 100, 1000, 3000)
			.map((ms) -> (story) -> story.pass(Duration.ofMillis(ms)));
		return Arbitraries
			.<Event>frequencyOf(tuple(12, bars), tuple(2, history), tuple(3, just(BarStory::trade)),
					tuple(4, just(BarStory::run)), tuple(4, reads), tuple(2, times), tuple(1, just(BarStory::outage)),
					tuple(1, just(BarStory::say)), tuple(1, just(BarStory::cutOff)), tuple(1, just(BarStory::comeBack)))
			.list()
			.ofMaxSize(120);
	}

	private static Tuple.Tuple2<Integer, Arbitrary<? extends Event>> tuple(int frequency,
			Arbitrary<? extends Event> event) {
		return Tuple.of(frequency, event);
	}

	private static Arbitrary<Event> just(Event event) {
		return Arbitraries.just(event);
	}

	/** An event of a sequence. */
	interface Event {

		void play(BarStory story);

	}

}
