package io.tickrelay.downstream.http;

import java.net.URI;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Which origins are the relay's own. */
class OwnOriginTests {

	@ParameterizedTest
	@CsvSource({ "http://relay.example.com, http://relay.example.com:8080",
			"https://relay.example.com, http://relay.example.com",
			"http://relay.example.com, https://relay.example.com",
			"https://relay.example.com:443, http://relay.example.com",
			"http://relay.example.com:443, https://relay.example.com",
			"http://relay.example.com:80, http://relay.example.com:8080",
			"https://relay.example.com:8443, http://relay.example.com:8443",
			"HTTPS://Relay.Example.COM:8443, http://relay.EXAMPLE.com:8443",
			"wss://relay.example.com, http://relay.example.com",
			"ws://relay.example.com:8080, http://relay.example.com:8080",
			"http://relay.example.com/, http://relay.example.com",
			"http://relay.example.com., http://relay.example.com:8080",
			"http://relay.example.com, http://relay.example.com.:8080", "http://127.0.0.1, http://127.0.0.1:8080",
			"http://[::1]:8080, http://[::1]:8080", "http://[::1], http://[::1]:8080",
			"http://tick_relay:8080, http://tick_relay:8080" })
	void isTheHostThatWasAskedWhateverItsScheme(String origin, String asked) {
		assertThat(OwnOrigin.is(origin, URI.create(asked + "/v1/ws"))).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "http://evil.example, http://relay.example.com",
			"http://relay.example.com:8081, http://relay.example.com:8080",
			"http://relay.example.com:8080, http://relay.example.com",
			"http://relay.example.com.evil.example, http://relay.example.com",
			"http://evil.example/relay.example.com, http://relay.example.com",
			"http://evil.example?relay.example.com, http://relay.example.com",
			"http://relay.example.com@evil.example, http://relay.example.com",
			"http://evil.example#relay.example.com, http://relay.example.com",
			"http://evilrelay.example.com, http://relay.example.com", "http://example.com, http://relay.example.com",
			"null, http://relay.example.com", "null, http://null", "relay.example.com, http://relay.example.com",
			"file://, http://relay.example.com", "http://, http://relay.example.com",
			"'http://evil.example, http://relay.example.com', http://relay.example.com",
			"http://relay.example.com http://evil.example, http://relay.example.com", "http://relay.example.com:, //",
			"http://[::2], http://[::1]:8080" })
	void isNotAnotherHostOrPort(String origin, String asked) {
		assertThat(OwnOrigin.is(origin, URI.create(asked + "/v1/ws"))).isFalse();
	}

}
