package io.tickrelay.downstream.session;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A taken place is taken once. */
class StreamQuotaTests {

	@Test
	void takesAllOrNothing() {
		StreamQuota room = new StreamQuota(3);
		assertThat(room.take(2)).isTrue();
		assertThat(room.take(2)).isFalse();
		assertThat(room.taken()).isEqualTo(2);
		assertThat(room.take(1)).isTrue();
		assertThat(room.take(0)).isTrue();
		room.giveBack(3);
		assertThat(room.taken()).isZero();
	}

	@Test
	void isNeverOverfullWhenManyComeAtOnce() throws InterruptedException {
		StreamQuota room = new StreamQuota(100);
		AtomicBoolean overfull = new AtomicBoolean();
		CountDownLatch done = new CountDownLatch(4);
		for (int i = 1; i <= 4; i++) {
			int places = 17 * i;
			Thread.ofPlatform().start(() -> {
				for (int round = 0; round < 50_000; round++) {
					if (room.take(places)) {
						if (room.taken() > 100) {
							overfull.set(true);
						}
						room.giveBack(places);
					}
				}
				done.countDown();
			});
		}
		assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(overfull).isFalse();
		assertThat(room.taken()).isZero();
	}

}
