package io.tickrelay.tick;

import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CountsTests {

	private final Counts<String> counts = Counts.concurrent();

	@Test
	void aKeyIsThereWhileItHasAny() {
		assertThat(this.counts.add("a")).isEqualTo(1);
		assertThat(this.counts.add("a")).isEqualTo(2);
		assertThat(this.counts.add("b")).isEqualTo(1);
		assertThat(this.counts.remove("a")).isEqualTo(1);
		assertThat(this.counts.of("a")).isEqualTo(1);
		assertThat(this.counts.keys()).containsExactlyInAnyOrder("a", "b");
		assertThat(this.counts.remove("a")).isZero();
		assertThat(this.counts.of("a")).isZero();
		assertThat(this.counts.keys()).containsExactly("b");
	}

	@Test
	void orderedKeysKeepTheOrderInWhichTheyCame() {
		Counts<Integer> ordered = Counts.ordered();
		for (int key : new int[] { 7, 3, 9, 3, 1 }) {
			ordered.add(key);
		}
		assertThat(ordered.keys()).containsExactly(7, 3, 9, 1);
		Map<Integer, Integer> copy = ordered.copy();
		ordered.remove(3);
		assertThat(copy).containsEntry(3, 2);
	}

	@Test
	void aKeyWithoutAnyIsNotCountedBelowZero() {
		assertThat(this.counts.remove("a")).isZero();
		assertThat(this.counts.add("a")).isEqualTo(1);
	}

	@Test
	void noCountIsLostAmongThreads() {
		try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
			for (int i = 0; i < 4; i++) {
				threads.execute(() -> {
					for (int n = 0; n < 10_000; n++) {
						this.counts.add("a");
						this.counts.add("a");
						this.counts.remove("a");
					}
				});
			}
		}
		assertThat(this.counts.of("a")).isEqualTo(40_000);
	}

}
