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

class ConnectionLimiterTests {

	private final AtomicLong nowNs = new AtomicLong();

	private final List<Refusal> refusals = new ArrayList<>();

	@Test
	void letsInAsManyAsFitAndAgainWhenOneHasGone() {
		ConnectionLimiter connectionLimiter = connectionLimiter(2, 2, 100);
		EmbeddedChannel first = enter(connectionLimiter, "10.0.0.1");
		enter(connectionLimiter, "10.0.0.2");
		enter(connectionLimiter, "10.0.0.3");
		assertThat(this.refusals).singleElement().satisfies((refusal) -> {
			assertThat(refusal.code()).isEqualTo(ErrorCode.CONNECTION_LIMIT);
			assertThat(refusal.status().value()).isEqualTo(503);
		});
		first.close();
		enter(connectionLimiter, "10.0.0.3");
		assertThat(this.refusals).hasSize(1);
		assertThat(connectionLimiter.inside()).isEqualTo(2);
		assertThat(connectionLimiter.addresses()).isEqualTo(2);
	}

	@Test
	void isOutAtOnceWhereItsServiceFails() {
		ConnectionLimiter connectionLimiter = connectionLimiter(2, 2, 100);
		connectionLimiter
			.admit(Caller.ANYBODY, null, new EmbeddedChannel(), ConnectionLimiterTests::failing,
					(refusal) -> Mono.error(new AssertionError(refusal)))
			.onErrorComplete()
			.subscribe();
		assertThat(connectionLimiter.inside()).isZero();
	}

	@Test
	void oneAddressTakesNoPlaceFromOthers() {
		ConnectionLimiter connectionLimiter = connectionLimiter(10, 1, 100);
		enter(connectionLimiter, "10.0.0.1");
		enter(connectionLimiter, "10.0.0.1");
		assertThat(this.refusals).singleElement()
			.satisfies((refusal) -> assertThat(refusal.status().value()).isEqualTo(429));
		enter(connectionLimiter, "10.0.0.2");
		enter(connectionLimiter, "2001:db8::1");
		assertThat(this.refusals).hasSize(1);
		enter(connectionLimiter, "2001:db8::2");
		assertThat(this.refusals).hasSize(2);
	}

	@Test
	void aStormIsLetInLittleByLittle() {
		ConnectionLimiter connectionLimiter = connectionLimiter(1000, 1000, 5);
		for (int i = 0; i < 20; i++) {
			enter(connectionLimiter, "10.0.0.1");
		}
		assertThat(connectionLimiter.inside()).isEqualTo(10);
		assertThat(this.refusals).hasSize(10)
			.allSatisfy((refusal) -> assertThat(refusal.code()).isEqualTo(ErrorCode.RATE_LIMITED));
		this.nowNs.addAndGet(Duration.ofSeconds(1).toNanos());
		for (int i = 0; i < 20; i++) {
			enter(connectionLimiter, "10.0.0.1");
		}
		assertThat(connectionLimiter.inside()).isEqualTo(15);
	}

	@Test
	void everyClientIsCountedOutHoweverItsServiceEnds() {
		ConnectionLimiter connectionLimiter = connectionLimiter(1000, 1000, 100_000);
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
			connectionLimiter
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
		assertThat(connectionLimiter.inside()).isZero();
		assertThat(connectionLimiter.addresses()).isZero();
	}

	private static Mono<Void> failing() {
		throw new IllegalStateException("planned");
	}

	private EmbeddedChannel enter(ConnectionLimiter connectionLimiter, String address) {
		EmbeddedChannel channel = new EmbeddedChannel();
		connectionLimiter.admit(Caller.ANYBODY, new InetSocketAddress(address, 1), channel, Mono::empty, (refusal) -> {
			this.refusals.add(refusal);
			return Mono.empty();
		}).subscribe();
		return channel;
	}

	private ConnectionLimiter connectionLimiter(int most, int mostOfOne, int perSecond) {
		return new ConnectionLimiter(
				new AccessProperties(List.of(), List.of(), List.of(), most, mostOfOne, 100, perSecond),
				Descriptors.ofProcess(most, 0), this.nowNs::get);
	}

}
