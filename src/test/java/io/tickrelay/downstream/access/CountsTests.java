package io.tickrelay.downstream.access;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CountsTests {

	private final Counts<String> counts = new Counts<>();

	@Test
	void aKeyIsThereWhileItHasAny() {
		assertThat(this.counts.add("a")).isEqualTo(1);
		assertThat(this.counts.add("a")).isEqualTo(2);
		assertThat(this.counts.add("b")).isEqualTo(1);
		this.counts.remove("a");
		assertThat(this.counts.of("a")).isEqualTo(1);
		assertThat(this.counts.keys()).isEqualTo(2);
		this.counts.remove("a");
		assertThat(this.counts.of("a")).isZero();
		assertThat(this.counts.keys()).isEqualTo(1);
	}

	@Test
	void aKeyWithoutAnyIsNotCountedBelowZero() {
		this.counts.remove("a");
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
