package io.tickrelay.upstream.machine;

import java.time.Duration;

import io.tickrelay.hub.StreamStatus.Cause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ComplaintsTests {

	@ParameterizedTest
	@ValueSource(ints = { 401, 508, 509, 510, 511, 514, 517, 518, 519, 520, 521 })
	void endTheSessionForLong(int code) {
		assertThat(Complaints.inFrame(code).reaction()).isEqualTo(new Reaction.GiveUp());
		assertThat(Complaints.inHandshake(code).reaction()).isEqualTo(new Reaction.GiveUp());
	}

	@ParameterizedTest
	@ValueSource(ints = { 427, 512 })
	void waitForAConnectionOfThePlan(int code) {
		assertThat(Complaints.inFrame(code).reaction()).isEqualTo(new Reaction.AwaitRoom());
		assertThat(Complaints.inHandshake(code).reaction()).isEqualTo(new Reaction.AwaitRoom());
	}

	@Test
	void tellTooManyConnectionsFromTooManyRequests() {
		assertThat(Complaints.inHandshake(429).reaction()).isEqualTo(new Reaction.AwaitRoom());
		assertThat(Complaints.inFrame(429).reaction()).isEqualTo(new Reaction.Reconnect(Duration.ofMinutes(1)));
	}

	@ParameterizedTest
	@ValueSource(ints = { 499, 500, 513, 524 })
	void areOverSoon(int code) {
		assertThat(Complaints.inFrame(code).reaction()).isEqualTo(new Reaction.Reconnect(Duration.ZERO));
	}

	@Test
	void askForAWholeMinuteWhereThePaceWasWrong() {
		assertThat(Complaints.inFrame(501).reaction()).isEqualTo(new Reaction.Reconnect(Duration.ofMinutes(1)));
	}

	@Test
	void askForALongRestWhereTheDayIsUsedUp() {
		assertThat(Complaints.inFrame(502).reaction()).isEqualTo(new Reaction.Reconnect(Duration.ofMinutes(15)));
	}

	@ParameterizedTest
	@ValueSource(ints = { 503, 504, 506, 507 })
	void refuseTopics(int code) {
		assertThat(Complaints.inFrame(code).reaction()).isInstanceOf(Reaction.RefuseTopics.class);
	}

	@Test
	void treatTooManySymbolsByTheirKind() {
		assertThat(Complaints.inFrame(505).reaction()).isEqualTo(new Reaction.RefuseNewest());
		assertThat(Complaints.inFrame(516).reaction()).isEqualTo(new Reaction.AskAgain());
	}

	@ParameterizedTest
	@ValueSource(ints = { 100, 299, 400, 403, 404, 498, 522, 599, 600, 999 })
	void costTheFrameThatTheyNameWhereNobodyDocumentedThem(int code) {
		assertThat(Complaints.inFrame(code).reaction()).isEqualTo(new Reaction.RefuseNamed(Cause.UPSTREAM_REFUSED));
	}

	@Test
	void endTheSessionForAWrongUrlInAHandshakeAlone() {
		assertThat(Complaints.inHandshake(404).reaction()).isEqualTo(new Reaction.GiveUp());
	}

	@Test
	void refuseTopicsInProse() {
		assertThat(Complaints.inFrame(0).reaction()).isEqualTo(new Reaction.RefuseTopics(Cause.UPSTREAM_REFUSED));
	}

	@Test
	void areMadeKnownAndNoMoreWhereTheyAreAboutAFrameOfOurs() {
		assertThat(Complaints.inFrame(515).reaction()).isEqualTo(new Reaction.Note());
	}

	@ParameterizedTest
	@ValueSource(ints = { 101, 200, 302, 408, 426, 500, 501, 502, 503, 504, 505, 506, 507, 515, 516, 522, 599 })
	void meanWhatHttpMeansInAHandshake(int status) {
		assertThat(Complaints.inHandshake(status).reaction()).isEqualTo(new Reaction.Reconnect(Duration.ZERO));
		assertThat(Complaints.inHandshake(status).failure().code()).isEqualTo(String.valueOf(status));
		assertThat(Complaints.inHandshake(status).failure().meaning()).doesNotContain("k-line", "frames", "symbols");
	}

}
