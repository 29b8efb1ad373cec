package io.tickrelay.cluster.lease;

import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How soon another replica leads, fault by fault.
 */
class LeaseMachineTests {

	private static final int STEP_MS = 50;

	private final FakeEngine engine = new FakeEngine();

	private final Random random = new Random(5);

	private final FakeReplica one = new FakeReplica("one", this.engine, this.random);

	private final FakeReplica two = new FakeReplica("two", this.engine, this.random);

	private long nowMs;

	@BeforeEach
	void oneLeads() {
		while (!this.one.leads()) {
			step(this.one);
		}
		for (int i = 0; i < 40; i++) {
			step(this.one, this.two);
		}
	}

	@Test
	void aReplicaLeadsAnEmptyEngineWithinSeconds() {
		assertThat(this.nowMs).isBetween(3_000L, 7_000L);
		assertThat(this.one.proofs()).containsExactly(Proof.VACANT);
	}

	@Test
	void aLeaderThatDiesIsFollowedWithinFourSeconds() {
		this.one.kill();
		assertThat(untilTwoLeadsMs()).isBetween(2_000L, 4_000L);
		assertThat(this.two.proofs()).containsExactly(Proof.DEATH);
	}

	@Test
	void aLeaderThatLeavesIsFollowedWithinTwoSeconds() {
		this.one.leave();
		assertThat(untilTwoLeadsMs()).isLessThan(2_000);
		assertThat(this.two.proofs()).containsExactly(Proof.RELEASE);
	}

	@Test
	void aLeaderThatFreezesForHalfAMinuteLeadsOn() {
		this.one.freeze(this.nowMs, this.nowMs + 30_000);
		pass(40_000);
		assertThat(this.one.leads()).isTrue();
		assertThat(this.two.proofs()).isEmpty();
	}

	@Test
	void aLeaderThatFreezesForLongIsFollowedWithoutItsSockets() {
		this.one.freeze(this.nowMs, this.nowMs + 100_000);
		assertThat(untilTwoLeadsMs()).isBetween(67_000L, 90_000L);
		assertThat(this.two.proofs()).containsExactly(Proof.SILENCE);
		pass(40_000);
		assertThat(this.two.leads()).isTrue();
		assertThat(this.one.leads()).isFalse();
	}

	@Test
	void aLeaderThatIsCutOffHasNoSocketsBeforeAnotherLeads() {
		this.one.network(FakeReplica.Network.RESET);
		assertThat(untilTwoLeadsMs()).isBetween(2_000L, 4_000L);
		assertThat(this.one.hasSocket()).isFalse();
	}

	@Test
	void aLostConnectionAloneEndsNoReign() {
		this.one.loseHandle();
		pass(10_000);
		assertThat(this.one.leads()).isTrue();
		assertThat(this.one.proofs()).hasSize(1);
	}

	@Test
	void anEmptiedEngineKeepsItsLeader() {
		this.engine.wipe();
		pass(10_000);
		assertThat(this.one.leads()).isTrue();
		assertThat(this.two.proofs()).isEmpty();
	}

	@Test
	void anEngineThatFreezesForShortKeepsItsLeader() {
		this.engine.freeze(this.nowMs + 20_000);
		pass(30_000);
		assertThat(this.one.leads()).isTrue();
		assertThat(this.one.proofs()).hasSize(1);
	}

	@Test
	void anEngineThatComesBackEmptyHasItsLeaderAgainWithinSeconds() {
		this.engine.stop();
		pass(60_000);
		assertThat(this.one.hasSocket()).isFalse();
		this.engine.start(true);
		pass(6_000);
		assertThat(this.one.leads()).isTrue();
	}

	private long untilTwoLeadsMs() {
		long fromMs = this.nowMs;
		while (!this.two.leads() && this.nowMs < fromMs + 200_000) {
			step(this.one, this.two);
		}
		return this.nowMs - fromMs;
	}

	private void pass(long ms) {
		for (long untilMs = this.nowMs + ms; this.nowMs < untilMs;) {
			step(this.one, this.two);
		}
	}

	private void step(FakeReplica... replicas) {
		for (FakeReplica replica : replicas) {
			replica.step(this.nowMs);
			assertThat(Stream.of(this.one, this.two).filter(FakeReplica::hasSocket).count()).isLessThanOrEqualTo(1);
		}
		this.nowMs += STEP_MS;
	}

}
