package io.tickrelay.downstream.contract;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TransportTests {

	@ParameterizedTest
	@ValueSource(strings = { "/v1/stream", "/v1/stream?streams=BTCUSDT@trade", "/v1/%73tream?", "/v1/ws", "/ws?a=/",
			"/%77s" })
	void knowsWhereClientsComeIn(String target) {
		assertThat(Transport.isStream(target)).isTrue();
	}

	/** The last are for other handlers. */
	@ParameterizedTest
	@ValueSource(strings = { "/", "/v1/streams", "/v1/stream/x", "/v1/snapshot?x=/v1/stream", "/v1/?/ws", "", "*", "?",
			"ws", "http://here/ws", "/v1/%zzstream", "/ws%", "//ws" })
	void takesNothingElseForThat(String target) {
		assertThat(Transport.isStream(target)).isFalse();
	}

}
