package io.tickrelay.downstream.security;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Whom a relay lets in where nobody said it. */
class StartTests {

	private final MockEnvironment environment = new MockEnvironment();

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "::1", "127.8.8.8" })
	void everybodyOnThisMachine(String address) throws UnknownHostException {
		assertThat(SecurityMode.of(null, InetAddress.getByName(address), this.environment))
			.isEqualTo(SecurityMode.NONE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0.0.0.0", "::", "10.1.2.3" })
	void nobodyElsewhere(String address) throws UnknownHostException {
		InetAddress everywhere = InetAddress.getByName(address);
		assertThatExceptionOfType(StartRefusedException.class)
			.isThrownBy(() -> SecurityMode.of(null, everywhere, this.environment))
			.withMessageStartingWith("Set relay.downstream.security.mode");
		assertThatExceptionOfType(StartRefusedException.class)
			.isThrownBy(() -> SecurityMode.of(null, null, this.environment));
	}

	@Test
	void everybodyInTheDemo() {
		this.environment.setActiveProfiles("demo");
		assertThat(SecurityMode.of(null, null, this.environment)).isEqualTo(SecurityMode.NONE);
	}

	@ParameterizedTest
	@EnumSource
	void whomItIsToldTo(SecurityMode said) {
		this.environment.setActiveProfiles("demo");
		assertThat(SecurityMode.of(said, null, this.environment)).isEqualTo(said);
	}

}
