package io.tickrelay.upstream.machine;

import java.time.Duration;

import io.tickrelay.hub.StreamStatus.Cause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class VendorErrorsTests {

	@ParameterizedTest
	@ValueSource(ints = { 401, 508, 509, 510, 511, 514, 517, 518, 519, 520, 521 })
	void endTheSessionForLong(int code) {
		assertThat(VendorErrors.inFrame(code).reaction()).isEqualTo(new ErrorPolicy.GiveUp());
		assertThat(VendorErrors.inHandshake(code).reaction()).isEqualTo(new ErrorPolicy.GiveUp());
	}

	@ParameterizedTest
	@ValueSource(ints = { 427, 512 })
	void waitForAConnectionOfThePlan(int code) {
		assertThat(VendorErrors.inFrame(code).reaction()).isEqualTo(new ErrorPolicy.AwaitRoom());
		assertThat(VendorErrors.inHandshake(code).reaction()).isEqualTo(new ErrorPolicy.AwaitRoom());
	}

	@Test
	void tellTooManyConnectionsFromTooManyRequests() {
		assertThat(VendorErrors.inHandshake(429).reaction()).isEqualTo(new ErrorPolicy.AwaitRoom());
		assertThat(VendorErrors.inFrame(429).reaction()).isEqualTo(new ErrorPolicy.Reconnect(Duration.ofMinutes(1)));
	}

	@ParameterizedTest
	@ValueSource(ints = { 499, 500, 513, 524 })
	void areOverSoon(int code) {
		assertThat(VendorErrors.inFrame(code).reaction()).isEqualTo(new ErrorPolicy.Reconnect(Duration.ZERO));
	}

	@Test
	void askForAWholeMinuteWhereThePaceWasWrong() {
		assertThat(VendorErrors.inFrame(501).reaction()).isEqualTo(new ErrorPolicy.Reconnect(Duration.ofMinutes(1)));
	}

	@Test
	void askForALongRestWhereTheDayIsUsedUp() {
		assertThat(VendorErrors.inFrame(502).reaction()).isEqualTo(new ErrorPolicy.Reconnect(Duration.ofMinutes(15)));
	}

	@ParameterizedTest
	@ValueSource(ints = { 503, 504, 506, 507 })
	void refuseTopics(int code) {
		assertThat(VendorErrors.inFrame(code).reaction()).isInstanceOf(ErrorPolicy.RefuseTopics.class);
	}

	@Test
	void treatTooManySymbolsByTheirKind() {
		assertThat(VendorErrors.inFrame(505).reaction()).isEqualTo(new ErrorPolicy.RefuseNewest());
		assertThat(VendorErrors.inFrame(516).reaction()).isEqualTo(new ErrorPolicy.AskAgain());
	}

	@ParameterizedTest
	@ValueSource(ints = { 100, 299, 400, 403, 404, 498, 522, 599, 600, 999 })
	void costTheFrameThatTheyNameWhenUndocumented(int code) {
		assertThat(VendorErrors.inFrame(code).reaction())
			.isEqualTo(new ErrorPolicy.RefuseNamed(Cause.UPSTREAM_REFUSED));
	}

	@Test
	void endTheSessionForAWrongUrlInAHandshakeAlone() {
		assertThat(VendorErrors.inHandshake(404).reaction()).isEqualTo(new ErrorPolicy.GiveUp());
	}

	@Test
	void refuseTopicsInProse() {
		assertThat(VendorErrors.inFrame(0).reaction()).isEqualTo(new ErrorPolicy.RefuseTopics(Cause.UPSTREAM_REFUSED));
	}

	@Test
	void areOnlyMadeKnownWhenAboutAFrameOfOurs() {
		assertThat(VendorErrors.inFrame(515).reaction()).isEqualTo(new ErrorPolicy.Note());
	}

	@ParameterizedTest
	@ValueSource(ints = { 101, 200, 302, 408, 426, 500, 501, 502, 503, 504, 505, 506, 507, 515, 516, 522, 599 })
	void meanWhatHttpMeansInAHandshake(int status) {
		assertThat(VendorErrors.inHandshake(status).reaction()).isEqualTo(new ErrorPolicy.Reconnect(Duration.ZERO));
		assertThat(VendorErrors.inHandshake(status).failure().code()).isEqualTo(String.valueOf(status));
		assertThat(VendorErrors.inHandshake(status).failure().meaning()).doesNotContain("k-line", "frames", "symbols");
	}

}
