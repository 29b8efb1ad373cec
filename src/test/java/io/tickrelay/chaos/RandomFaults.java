package io.tickrelay.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * Random faults, one upon another, the same for the same seed. Only a few of them end a
 * session, because each time the relay takes longer to come back.
 */
final class RandomFaults {

	private static final int MOST_BLOWS = 3;

	private final Random random;

	private final FaultScene faultScene;

	private int struck;

	RandomFaults(Random random, FaultScene faultScene) {
		this.random = random;
		this.faultScene = faultScene;
	}

	/** Plays some faults, and ends them all. */
	void play(int faults) {
		for (int i = 0; i < faults; i++) {
			step();
			this.faultScene.watchers().forEach((watcher) -> watcher.listen(Duration.ofMillis(this.random.nextInt(80))));
		}
		this.faultScene.faults().slowDrip(0);
		this.faultScene.faults().delayAcks(Duration.ZERO);
		this.faultScene.faults().pushBeforeAck(false);
		this.faultScene.faults().resume();
		this.faultScene.faults().acceptAll();
	}

	private void step() {
		switch (this.random.nextInt(8)) {
			case 0 ->
				this.faultScene.faults().slowDrip(this.random.nextBoolean() ? 0 : 2_000 + this.random.nextInt(8_000));
			case 1 -> this.faultScene.faults().swallowAcks(1);
			case 2 -> this.faultScene.faults().pushBeforeAck(this.random.nextBoolean());
			case 3 -> this.faultScene.faults().delayAcks(Duration.ofMillis(this.random.nextInt(300)));
			case 4, 5 -> sendGarbage();
			default -> strike();
		}
	}

	private void sendGarbage() {
		// There is no refusal among them, because one without a name costs the only
		// unanswered frame.
		List<HarmlessFault> garbage = List.of(HarmlessFault.PLAIN_TEXT, HarmlessFault.UNDOCUMENTED_ERROR,
				HarmlessFault.TRUNCATED, HarmlessFault.NESTED, HarmlessFault.INVALID_UTF8, HarmlessFault.WRONG_TYPES,
				HarmlessFault.UNKNOWN_CODE, HarmlessFault.BINARY, HarmlessFault.CLOCK_BACK,
				HarmlessFault.CLOCK_FORWARD);
		garbage.get(this.random.nextInt(garbage.size())).inject(this.faultScene);
	}

	private void strike() {
		if (this.struck++ < MOST_BLOWS) {
			List<SessionFault> blows = List.of(SessionFault.values());
			SessionFault sessionFault = blows.get(this.random.nextInt(blows.size()));
			sessionFault.inject(this.faultScene);
			this.faultScene.watchers()
				.forEach((watcher) -> watcher.listen(Duration.ofMillis(this.random.nextInt(300))));
			sessionFault.heal(this.faultScene);
		}
	}

}
