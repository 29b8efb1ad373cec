package io.tickrelay.downstream.rest;

import io.tickrelay.demand.SessionPhase;
import io.tickrelay.demand.TopicStory;
import io.tickrelay.hub.StreamStatus;
import io.tickrelay.hub.StreamStatus.Cause;
import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.hub.StreamView;
import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class DiagnosisTests {

	private static final long NOW = 1_786_775_227_000L;

	private static final Topic TOPIC = new Topic(Business.CRYPTO, "BTCUSDT", Channel.TRADE);

	private static final TopicStory.Fault REFUSAL = new TopicStory.Fault("506", "A parameter was not understood",
			NOW - 30_000);

	private static final TopicStory.Fault LOST = new TopicStory.Fault("connection_lost",
			"The upstream ended the connection", NOW);

	@Test
	void freshDataNeedNothing() {
		assertThat(of(State.LIVE, null, 2, story(SessionPhase.LIVE))).contains("the last one 320 ms ago",
				"look at the client");
		assertThat(of(State.LIVE, null, 0, story(SessionPhase.LIVE))).contains("no client has it");
	}

	@Test
	void aRefusedStreamIsToldWithItsReasonAndItsNextAttempt() {
		TopicStory forGood = new TopicStory(NOW, null, null, REFUSAL, null, session(SessionPhase.LIVE));
		assertThat(of(State.REJECTED, Cause.UPSTREAM_REFUSED, 1, forGood)).contains(
				"506, 30 s ago: A parameter was not understood", "spelling",
				"not asked for again before all clients have let it go");
		TopicStory forNow = new TopicStory(NOW, null, 9_000L, REFUSAL, null, session(SessionPhase.LIVE));
		assertThat(of(State.REJECTED, Cause.UPSTREAM_REFUSED, 1, forNow)).contains("asked for again in 9 s");
		assertThat(of(State.REJECTED, Cause.QUOTA, 1, forNow)).contains("plan has no room");
	}

	@Test
	void aStreamWhosePushesCannotBeReadIsToldSo() {
		TopicStory now = unread(100);
		String words = "can't read (bad_book, 7 so far, the last 100 ms ago); the last one that it could read came 320 ms ago";
		assertThat(of(State.LIVE, null, 1, now)).contains(words);
		assertThat(of(State.STALE, Cause.MUTE, 1, now)).contains(words);
		assertThat(of(State.LIVE, null, 1, unread(400))).as("it can read them again").contains("Ticks arrive");
	}

	@Test
	void aRefusedKeyIsToBeReplaced() {
		assertThat(of(State.REJECTED, Cause.KEY_REJECTED, 1, story(SessionPhase.REJECTED)))
			.contains("relay.upstream.api-key-file", "next attempt is in 41 s");
	}

	@ParameterizedTest
	@CsvSource({ "IDLE,about to be opened", "CONNECTING,has been opening for 5 s", "BACKOFF,next in 41 s",
			"REJECTED,valid key" })
	void aSessionThatIsNotOpenIsWhatAStreamWaitsFor(SessionPhase session, String words) {
		assertThat(of(State.PENDING, Cause.UPSTREAM_DOWN, 1, story(session))).contains(words);
		assertThat(of(State.STALE, Cause.UPSTREAM_DOWN, 1, story(session))).contains(words);
	}

	@Test
	void aReplicaThatIsCutOffIsToldSo() {
		assertThat(of(State.STALE, Cause.CUT_OFF, 1, story(SessionPhase.IDLE))).contains("Redis of the cluster");
	}

	@Test
	void anOpenSessionIsLookedAtStepByStep() {
		TopicStory.Session open = session(SessionPhase.LIVE);
		assertThat(of(State.PENDING, Cause.AWAITING_FIRST_TICK, 1, new TopicStory(null, null, null, null, null, open)))
			.contains("About to be asked for");
		assertThat(of(State.PENDING, Cause.AWAITING_FIRST_TICK, 1,
				new TopicStory(NOW - 8_000, null, null, null, null, open)))
			.contains("Asked for 8 s ago and not acknowledged");
		assertThat(of(State.PENDING, Cause.AWAITING_FIRST_TICK, 1,
				new TopicStory(NOW - 8_000, NOW - 7_000, null, null, null, open)))
			.contains("Acknowledged 7 s ago", "market");
		assertThat(of(State.STALE, Cause.RECONNECTING, 1,
				new TopicStory(NOW - 8_000, NOW - 7_000, null, null, null, open)))
			.contains("Acknowledged 7 s ago");
		assertThat(of(State.STALE, Cause.MUTE, 1, new TopicStory(NOW, NOW, null, null, null, open)))
			.contains("Silent for 320 ms");
		assertThat(of(State.PENDING, Cause.BUDGET, 1, new TopicStory(null, null, null, null, null, open)))
			.contains("frame limit", "in about 12 s");
	}

	@ParameterizedTest
	@EnumSource
	void noStateIsLeftWithoutWords(State state) {
		for (SessionPhase session : SessionPhase.values()) {
			for (Cause cause : Cause.values()) {
				assertThat(of(state, cause, 1, story(session))).isNotBlank().endsWith(".");
			}
			assertThat(of(state, null, 1, story(session))).isNotBlank();
		}
	}

	@Test
	void aSessionThatDoesNotAnswerIsTheVerdict() {
		assertThat(Diagnosis.withoutSession(view(State.STALE, Cause.MUTE))).contains("did not answer", "stale (mute)");
	}

	@ParameterizedTest
	@CsvSource({ "0,0 ms", "1999,1999 ms", "2000,2 s", "179999,179 s", "180000,3 min", "10799999,179 min",
			"10800000,3 h" })
	void timesAreSaidAsPeopleSayThem(long ms, String words) {
		assertThat(Span.of(ms)).isEqualTo(words);
	}

	private static String of(State state, @Nullable Cause cause, int holders, TopicStory story) {
		return Diagnosis.of(view(state, cause), holders, story, NOW);
	}

	private static StreamView view(State state, @Nullable Cause cause) {
		return new StreamView(TOPIC, new StreamStatus(state, cause, NOW - 60_000), 12_000L, null, 1, 0, 320L,
				NOW - 90_000, NOW - 80_000);
	}

	private static TopicStory story(SessionPhase session) {
		return new TopicStory(null, null, null, null, null, session(session));
	}

	private static TopicStory unread(long ageMs) {
		return new TopicStory(NOW, NOW, null, null, new TopicStory.Unread(7, "bad_book", ageMs),
				session(SessionPhase.LIVE));
	}

	private static TopicStory.Session session(SessionPhase state) {
		return new TopicStory.Session(state, NOW - 5_000, 40, 41_000L, LOST);
	}

}
