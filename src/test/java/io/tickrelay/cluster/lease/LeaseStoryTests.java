package io.tickrelay.cluster.lease;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three replicas and an engine live through faults that follow one another. Their clocks
 * run too fast or too slow by up to a tenth.
 */
class LeaseStoryTests {

	private static final int STEP_MS = 50;

	/** A silence, and what a slow clock adds to it. */
	private static final int RECOVERY_MS = 90_000;

	/**
	 * A process that freezes before it is connected again looks dead: two faults at once.
	 */
	private static final int RECONNECT_MS = 1_000;

	private FakeEngine engine = new FakeEngine();

	private List<FakeReplica> replicas = List.of();

	private long nowMs;

	private int started;

	@Property(tries = 400)
	void atMostOneReplicaHasSocketsAndOneLeadsInTheEnd(@ForAll long seed, @ForAll("faults") List<Fault> faults) {
		Random random = new Random(seed);
		this.engine = new FakeEngine();
		this.nowMs = 0;
		this.started = 0;
		this.replicas = IntStream.range(0, 3).mapToObj((_) -> new FakeReplica(name(), this.engine, random)).toList();
		pass(10_000);
		assertThat(leaders()).isEqualTo(1);
		for (Fault fault : faults) {
			pass(fault.afterMs());
			play(fault, fault.leader() ? leader(fault.replica()) : this.replicas.get(fault.replica()));
		}
		pass(RECOVERY_MS);
		assertThat(leaders()).isEqualTo(1);
	}

	private void play(Fault fault, FakeReplica one) {
		switch (fault.kind()) {
			case FREEZE -> {
				one.freeze(this.nowMs, this.nowMs + fault.lastsMs());
				pass(fault.lastsMs());
			}
			case SILENT_CUT, RESET -> {
				one.network((fault.kind() == Kind.RESET) ? FakeReplica.Network.RESET : FakeReplica.Network.SILENT);
				pass(fault.lastsMs());
				one.network(FakeReplica.Network.WHOLE);
			}
			case LOST_CONNECTION -> one.loseHandle();
			case KILL -> {
				one.kill();
				pass(fault.lastsMs());
				one.start(name());
			}
			case LEAVE -> {
				one.leave();
				pass(5_000);
				assertThat(one.isAlive()).isFalse();
				one.start(name());
			}
			case ENGINE_FREEZE -> {
				this.engine.freeze(this.nowMs + fault.lastsMs());
				pass(fault.lastsMs());
			}
			case ENGINE_RESTART, ENGINE_RESTART_EMPTY -> {
				this.engine.stop();
				pass(fault.lastsMs());
				this.engine.start(fault.kind() == Kind.ENGINE_RESTART_EMPTY);
			}
			case WIPE -> this.engine.wipe();
			case FAIL_OVER -> {
				this.engine.replicate();
				pass(Math.min(fault.lastsMs(), 2_000));
				this.engine.failOver();
			}
		}
	}

	private void pass(long ms) {
		for (long untilMs = this.nowMs + ms; this.nowMs < untilMs; this.nowMs += STEP_MS) {
			for (FakeReplica replica : this.replicas) {
				replica.step(this.nowMs);
				assertThat(this.replicas.stream().filter(FakeReplica::hasSocket).count()).isLessThanOrEqualTo(1);
			}
		}
	}

	private long leaders() {
		return this.replicas.stream().filter(FakeReplica::leads).count();
	}

	private FakeReplica leader(int otherwise) {
		return this.replicas.stream().filter(FakeReplica::leads).findFirst().orElse(this.replicas.get(otherwise));
	}

	private String name() {
		return "replica-" + ++this.started;
	}

	@Provide
	Arbitrary<List<Fault>> faults() {
		Arbitrary<Integer> lasts = Arbitraries.oneOf(Arbitraries.integers().between(50, 5_000),
				Arbitraries.integers().between(5_000, 110_000));
		return Combinators
			.combine(Arbitraries.of(Kind.class), Arbitraries.of(true, true, false),
					Arbitraries.integers().between(0, 2), Arbitraries.integers().between(RECONNECT_MS, 20_000), lasts)
			.as(Fault::new)
			.list()
			.ofMinSize(1)
			.ofMaxSize(6);
	}

	enum Kind {

		FREEZE, SILENT_CUT, RESET, LOST_CONNECTION, KILL, LEAVE, ENGINE_FREEZE, ENGINE_RESTART, ENGINE_RESTART_EMPTY,
		WIPE, FAIL_OVER

	}

	/**
	 * One fault.
	 *
	 * @param kind what happens
	 * @param leader whether it happens to the leader
	 * @param replica to which it happens otherwise
	 * @param afterMs how long after the end of the last one
	 * @param lastsMs how long it lasts
	 */
	record Fault(Kind kind, boolean leader, int replica, int afterMs, int lastsMs) {
	}

}
