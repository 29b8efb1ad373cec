package io.tickrelay.downstream.contract;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class DisconnectReasonTests {

	@ParameterizedTest
	@EnumSource
	void everyReasonFitsIntoACloseFrame(DisconnectReason reason) {
		assertThat(reason.closeText("").getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1, 123);
		assertThat(reason.closeText("x".repeat(500)).getBytes(StandardCharsets.UTF_8)).hasSize(123);
		assertThat(reason.closeText("why")).isEqualTo(reason.text() + ": why");
	}

	@Test
	void aLongReasonEndsWithAClauseOrAWord() {
		String clause = "a".repeat(50) + " " + "b".repeat(40) + "; " + "c".repeat(60);
		assertThat(CloseText.of(clause)).isEqualTo("a".repeat(50) + " " + "b".repeat(40));
		assertThat(CloseText.of("word ".repeat(40))).isEqualTo("word ".repeat(24).strip());
		assertThat(CloseText.of("苹".repeat(60)).getBytes(StandardCharsets.UTF_8)).hasSize(123);
		assertThat(CloseText.of("😀".repeat(60)).getBytes(StandardCharsets.UTF_8)).hasSize(120);
		assertThat(CloseText.of("苹 \r\n果")).isEqualTo("苹   果");
		assertThat(CloseText.of("x".repeat(123))).hasSize(123);
	}

	@ParameterizedTest
	@EnumSource
	void everyCodeIsOneThatAnApplicationMaySendOrNone(DisconnectReason reason) {
		assertThat(reason.closeCode()).satisfiesAnyOf((code) -> assertThat(code).isBetween(4000, 4999),
				(code) -> assertThat(code).isEqualTo(1001), (code) -> assertThat(code).isZero());
	}

	@ParameterizedTest
	@CsvSource({ "SLOW_CONSUMER,4008", "NO_PONG,4012", "COMMANDS_TOO_FAST,4029", "BAD_FRAME,4500", "CLIENT_GONE,0",
			"GOING_AWAY,1001", "DRAINING,4001", "MAX_AGE,4003", "STREAMS_FULL,4006" })
	void theContractsCodesAreTheirs(DisconnectReason reason, int code) {
		assertThat(reason.closeCode()).isEqualTo(code);
	}

	@Test
	void noTwoReasonsShareACode() {
		assertThat(Arrays.stream(DisconnectReason.values()).map(DisconnectReason::closeCode)).doesNotHaveDuplicates();
	}

}
