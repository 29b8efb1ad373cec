package io.tickrelay.downstream.access;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.channel.embedded.EmbeddedChannel;
import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.Refusal;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

class DoormanTests {

	private final AtomicLong nowNs = new AtomicLong();

	private final List<Refusal> refusals = new ArrayList<>();

	@Test
	void letsInAsManyAsThereIsRoomForAndAgainWhenOneHasGone() {
		Doorman doorman = doorman(2, 2, 100);
		EmbeddedChannel first = enter(doorman, "10.0.0.1");
		enter(doorman, "10.0.0.2");
		enter(doorman, "10.0.0.3");
		assertThat(this.refusals).singleElement().satisfies((refusal) -> {
			assertThat(refusal.code()).isEqualTo(ErrorCode.CONNECTION_LIMIT);
			assertThat(refusal.status().value()).isEqualTo(503);
		});
		first.close();
		enter(doorman, "10.0.0.3");
		assertThat(this.refusals).hasSize(1);
		assertThat(doorman.inside()).isEqualTo(2);
		assertThat(doorman.addresses()).isEqualTo(2);
	}

	@Test
	void isOutAtOnceWhereItsServiceFails() {
		Doorman doorman = doorman(2, 2, 100);
		doorman
			.admit(Caller.ANYBODY, null, new EmbeddedChannel(), DoormanTests::failing,
					(refusal) -> Mono.error(new AssertionError(refusal)))
			.onErrorComplete()
			.subscribe();
		assertThat(doorman.inside()).isZero();
	}

	@Test
	void oneAddressTakesNoPlaceFromOthers() {
		Doorman doorman = doorman(10, 1, 100);
		enter(doorman, "10.0.0.1");
		enter(doorman, "10.0.0.1");
		assertThat(this.refusals).singleElement()
			.satisfies((refusal) -> assertThat(refusal.status().value()).isEqualTo(429));
		enter(doorman, "10.0.0.2");
		enter(doorman, "2001:db8::1");
		assertThat(this.refusals).hasSize(1);
		enter(doorman, "2001:db8::2");
		assertThat(this.refusals).hasSize(2);
	}

	@Test
	void aStormIsLetInLittleByLittle() {
		Doorman doorman = doorman(1000, 1000, 5);
		for (int i = 0; i < 20; i++) {
			enter(doorman, "10.0.0.1");
		}
		assertThat(doorman.inside()).isEqualTo(10);
		assertThat(this.refusals).hasSize(10)
			.allSatisfy((refusal) -> assertThat(refusal.code()).isEqualTo(ErrorCode.RATE_LIMITED));
		this.nowNs.addAndGet(Duration.ofSeconds(1).toNanos());
		for (int i = 0; i < 20; i++) {
			enter(doorman, "10.0.0.1");
		}
		assertThat(doorman.inside()).isEqualTo(15);
	}

	@Test
	void nobodyIsForgottenHoweverItsServiceEnds() {
		Doorman doorman = doorman(1000, 1000, 100_000);
		Random random = new Random(3);
		for (int i = 0; i < 2000; i++) {
			InetSocketAddress from = (random.nextInt(4) == 0) ? null
					: new InetSocketAddress("10.0.0." + random.nextInt(20), 1);
			Sinks.Empty<Void> end = Sinks.empty();
			Mono<Void> service = switch (random.nextInt(5)) {
				case 0 -> Mono.error(new IllegalStateException("planned"));
				case 1 -> Mono.empty();
				default -> end.asMono();
			};
			EmbeddedChannel channel = new EmbeddedChannel();
			doorman
				.admit(Caller.ANYBODY, from, channel, () -> random.nextInt(10) > 0 ? service : failing(),
						(refusal) -> Mono.empty())
				.onErrorComplete()
				.subscribe();
			// Both at once, too.
			if (random.nextBoolean()) {
				end.tryEmitError(new IllegalStateException("planned"));
			}
			else {
				end.tryEmitEmpty();
			}
			channel.close();
		}
		assertThat(doorman.inside()).isZero();
		assertThat(doorman.addresses()).isZero();
	}

	private static Mono<Void> failing() {
		throw new IllegalStateException("planned");
	}

	private EmbeddedChannel enter(Doorman doorman, String address) {
		EmbeddedChannel channel = new EmbeddedChannel();
		doorman.admit(Caller.ANYBODY, new InetSocketAddress(address, 1), channel, Mono::empty, (refusal) -> {
			this.refusals.add(refusal);
			return Mono.empty();
		}).subscribe();
		return channel;
	}

	private Doorman doorman(int most, int mostOfOne, int perSecond) {
		return new Doorman(new AccessProperties(List.of(), List.of(), List.of(), most, mostOfOne, 100, perSecond),
				Descriptors.ofProcess(most, 0), this.nowNs::get);
	}

}
