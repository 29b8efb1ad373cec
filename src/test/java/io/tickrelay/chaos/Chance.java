package io.tickrelay.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * Faults by chance, the same for the same seed, one upon another. Ends sessions a few
 * times only: each time it takes longer until the relay comes back.
 */
final class Chance {

	private static final int MOST_BLOWS = 3;

	private final Random random;

	private final Stage stage;

	private int struck;

	Chance(Random random, Stage stage) {
		this.random = random;
		this.stage = stage;
	}

	/** Plays some faults, and ends them all. */
	void play(int faults) {
		for (int i = 0; i < faults; i++) {
			step();
			this.stage.watchers().forEach((watcher) -> watcher.listen(Duration.ofMillis(this.random.nextInt(80))));
		}
		this.stage.faults().slowDrip(0);
		this.stage.faults().delayAcks(Duration.ZERO);
		this.stage.faults().pushBeforeAck(false);
		this.stage.faults().resume();
		this.stage.faults().acceptAll();
	}

	private void step() {
		switch (this.random.nextInt(8)) {
			case 0 -> this.stage.faults().slowDrip(this.random.nextBoolean() ? 0 : 2_000 + this.random.nextInt(8_000));
			case 1 -> this.stage.faults().swallowAcks(1);
			case 2 -> this.stage.faults().pushBeforeAck(this.random.nextBoolean());
			case 3 -> this.stage.faults().delayAcks(Duration.ofMillis(this.random.nextInt(300)));
			case 4, 5 -> sendGarbage();
			default -> strike();
		}
	}

	private void sendGarbage() {
		// No refusal among them: one that names nobody costs the only frame that is
		// unanswered.
		List<Nuisance> garbage = List.of(Nuisance.PLAIN_TEXT, Nuisance.UNDOCUMENTED_ERROR, Nuisance.TRUNCATED,
				Nuisance.NESTED, Nuisance.INVALID_UTF8, Nuisance.WRONG_TYPES, Nuisance.UNKNOWN_CODE, Nuisance.BINARY,
				Nuisance.CLOCK_BACK, Nuisance.CLOCK_FORWARD);
		garbage.get(this.random.nextInt(garbage.size())).inject(this.stage);
	}

	private void strike() {
		if (this.struck++ < MOST_BLOWS) {
			List<Blow> blows = List.of(Blow.values());
			Blow blow = blows.get(this.random.nextInt(blows.size()));
			blow.inject(this.stage);
			this.stage.watchers().forEach((watcher) -> watcher.listen(Duration.ofMillis(this.random.nextInt(300))));
			blow.heal(this.stage);
		}
	}

}
