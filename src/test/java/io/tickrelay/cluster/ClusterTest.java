package io.tickrelay.cluster;

import java.time.Duration;

import io.tickrelay.cluster.lease.Proof;
import io.tickrelay.testing.Program;
import io.tickrelay.testing.Requires;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.client.SseClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two relays, one Redis and one vendor.
 */
@Requires(Program.REDIS)
@Tag("full")
class ClusterTest {

	private static final String STREAM = "streams=crypto:BTCUSDT@trade&mode=all";

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final Replicas replicas = new Replicas();

	private ConfigurableApplicationContext one;

	private ConfigurableApplicationContext two;

	@BeforeEach
	void start() {
		this.one = this.replicas.start();
		this.two = this.replicas.start();
		await().atMost(PATIENCE).until(this.replicas::hasLeader);
	}

	@AfterEach
	void stop() {
		this.replicas.close();
	}

	@Test
	void bothTellTheSameTicksOfOneSession() {
		try (SseClient first = SseClient.connect(Replicas.port(this.one), STREAM);
				SseClient second = SseClient.connect(Replicas.port(this.two), STREAM)) {
			Message here = first.nextLive();
			long from = here.number("seq");
			Message there = second.next((message) -> message.isTick() && message.number("seq") >= from);
			while (here.number("seq") < there.number("seq")) {
				here = first.nextLive();
			}
			for (int i = 0; i < 50; i++) {
				assertThat(there.number("seq")).isEqualTo(here.number("seq"));
				assertThat(there.number("rts")).isEqualTo(here.number("rts"));
				assertThat(there.text("price")).isEqualTo(here.text("price"));
				here = first.nextLive();
				there = second.nextLive();
			}
		}
		assertThat(this.replicas.vendor().observations().connects()).hasSize(1);
		String health = Http.get(Replicas.port(this.replicas.leader()), "/actuator/health").body();
		assertThat(health).contains("\"role\":\"LEADER\"", "\"lastTakeover\":\"vacant\"");
	}

	@Test
	void aClientResumesOnTheOtherReplica() {
		long last;
		long seq;
		try (SseClient first = SseClient.connect(Replicas.port(this.one), STREAM)) {
			first.nextLive();
			Message tick = first.nextLive();
			last = tick.number("rts");
			seq = tick.number("seq");
			first.nextLive();
			first.nextLive();
		}
		try (SseClient second = SseClient.connect(Replicas.port(this.two), STREAM + "&resumeAfter=" + last)) {
			assertResumed(second, seq);
		}
	}

	@Test
	void aLeaderThatStopsIsFollowedWithoutAHoleInTheNumbers() {
		ConfigurableApplicationContext leader = this.replicas.leader();
		ConfigurableApplicationContext other = leader.equals(this.one) ? this.two : this.one;
		try (SseClient client = SseClient.connect(Replicas.port(other), STREAM)) {
			long seq = client.nextLive().number("seq");
			leader.close();
			boolean gap = false;
			while (!gap) {
				Message message = client.next((any) -> any.isTick() || "gap".equals(any.event()));
				gap = !message.isTick();
				seq = gap ? seq : next(message, seq);
			}
			for (int i = 0; i < 20; i++) {
				seq = next(client.next(Message::isTick), seq);
			}
		}
		assertThat(Replicas.status(other).proof()).isEqualTo(Proof.RELEASE);
		assertThat(this.replicas.vendor().observations().openSessions()).isLessThanOrEqualTo(1);
	}

	@Test
	void anEngineThatIsEmptiedCostsNothing() {
		try (SseClient client = SseClient.connect(Replicas.port(this.two), STREAM)) {
			long seq = client.nextLive().number("seq");
			this.replicas.redis().command("FLUSHALL");
			for (int i = 0; i < 60; i++) {
				seq = next(client.next(Message::isTick), seq);
			}
		}
		assertThat(this.replicas.vendor().observations().connects()).hasSize(1);
	}

	@Test
	void anEngineThatEndsIsToldAndClosesNoClient() {
		try (SseClient first = SseClient.connect(Replicas.port(this.one), STREAM);
				SseClient second = SseClient.connect(Replicas.port(this.two), STREAM)) {
			first.nextLive();
			second.nextLive();
			this.replicas.redis().kill();
			for (SseClient client : new SseClient[] { first, second }) {
				Message stale = client.next((any) -> "status".equals(any.event()) && "stale".equals(any.text("state")));
				assertThat(stale.text("cause")).isEqualTo("cut_off");
			}
			this.replicas.redis().restart();
			first.nextLive();
			second.nextLive();
			assertThat(first.isOpen() && second.isOpen()).isTrue();
		}
	}

	@Test
	void aReplicaThatComesLateKnowsThePast() {
		try (SseClient first = SseClient.connect(Replicas.port(this.one), STREAM)) {
			Message early = first.nextLive();
			first.nextLive();
			ConfigurableApplicationContext three = this.replicas.start();
			try (SseClient late = SseClient.connect(Replicas.port(three),
					STREAM + "&resumeAfter=" + early.number("rts"))) {
				assertResumed(late, early.number("seq"));
			}
		}
	}

	/** What was missed comes first, then the word of it, then what is new. */
	private static void assertResumed(SseClient client, long after) {
		long seq = after;
		boolean resumed = false;
		while (!resumed || seq < after + 30) {
			Message message = client.next((any) -> any.isTick() || "resumed".equals(any.event()));
			if (message.isTick()) {
				seq = next(message, seq);
			}
			else {
				assertThat(message.json().path("recovered").asBoolean()).as(message.json().toString()).isTrue();
				resumed = true;
			}
		}
	}

	private static long next(Message tick, long seq) {
		assertThat(tick.number("seq")).isEqualTo(seq + 1);
		return seq + 1;
	}

}
