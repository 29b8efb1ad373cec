package io.tickrelay.downstream.security;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.Entitlements;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TicketsTests {

	private final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - 1000);

	private final Tickets tickets = new Tickets(Duration.ofSeconds(30), 40, this.nowNs::get);

	private final Caller desk = new Caller("desk", Entitlements.STREAMS, null);

	@Test
	void aTicketIsGoodOnceAndForItsTime() {
		String used = issue();
		String old = issue();
		assertThat(used).hasSizeGreaterThanOrEqualTo(43).matches("[A-Za-z0-9_-]+").isNotEqualTo(old);
		this.nowNs.addAndGet(Duration.ofMillis(29_999).toNanos());
		assertThat(this.tickets.redeem(used)).isEqualTo(this.desk);
		assertThat(this.tickets.redeem(used)).isNull();
		this.nowNs.addAndGet(Duration.ofMillis(1).toNanos());
		assertThat(this.tickets.redeem(old)).isNull();
		assertThat(this.tickets.count()).isZero();
	}

	@Test
	void aTicketLastsNoLongerThoughTheClockWentBack() {
		String older = issue();
		this.nowNs.addAndGet(-Duration.ofMinutes(2).toNanos());
		String ticket = issue();
		this.nowNs.addAndGet(Duration.ofSeconds(30).toNanos());
		assertThat(this.tickets.redeem(ticket)).isNull();
		assertThat(this.tickets.redeem(older)).isEqualTo(this.desk);
		assertThat(this.tickets.count()).isZero();
	}

	@Test
	void oneCredentialTakesNotAll() {
		List<String> got = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			got.add(issue());
		}
		assertThat(this.tickets.issue(this.desk)).isNull();
		assertThat(this.tickets.issue(new Caller("other", Entitlements.STREAMS, null))).isNotNull();
		assertThat(this.tickets.redeem(got.getFirst())).isNotNull();
		assertThat(this.tickets.issue(this.desk)).isNotNull();
		this.nowNs.addAndGet(Duration.ofSeconds(30).toNanos());
		assertThat(this.tickets.issue(this.desk)).isNotNull();
	}

	@Test
	void allTogetherHaveABound() {
		for (int i = 0; i < 40; i++) {
			assertThat(this.tickets.issue(new Caller("c" + i, Entitlements.STREAMS, null))).isNotNull();
		}
		assertThat(this.tickets.issue(new Caller("late", Entitlements.STREAMS, null))).isNull();
		assertThat(this.tickets.count()).isEqualTo(40);
	}

	@Test
	void ofManyWhoShowOneTicketOneComesIn() throws InterruptedException {
		for (int round = 0; round < 200; round++) {
			String ticket = issue();
			ConcurrentLinkedQueue<Caller> in = new ConcurrentLinkedQueue<>();
			List<Thread> thieves = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				thieves.add(Thread.ofVirtual().start(() -> {
					Caller caller = this.tickets.redeem(ticket);
					if (caller != null) {
						in.add(caller);
					}
				}));
			}
			for (Thread thief : thieves) {
				thief.join();
			}
			assertThat(in).hasSize(1);
		}
	}

	@Test
	void countsRightWhateverHappens() {
		Random random = new Random(1);
		Set<String> open = new HashSet<>();
		for (int step = 0; step < 20_000; step++) {
			switch (random.nextInt(4)) {
				case 0, 1 -> {
					String ticket = this.tickets.issue(new Caller("c" + random.nextInt(6), Entitlements.STREAMS, null));
					if (ticket != null) {
						open.add(ticket);
					}
				}
				case 2 -> {
					if (!open.isEmpty()) {
						String ticket = open.iterator().next();
						open.remove(ticket);
						this.tickets.redeem(ticket);
					}
				}
				default -> this.nowNs.addAndGet(Duration.ofSeconds(random.nextInt(8)).toNanos());
			}
			assertThat(this.tickets.count()).isBetween(0, 40);
		}
		this.nowNs.addAndGet(Duration.ofSeconds(30).toNanos());
		assertThat(this.tickets.count()).isZero();
		for (int i = 0; i < 10; i++) {
			assertThat(this.tickets.issue(this.desk)).isNotNull();
		}
	}

	private String issue() {
		return Objects.requireNonNull(this.tickets.issue(this.desk));
	}

}
