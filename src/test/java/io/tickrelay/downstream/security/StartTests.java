package io.tickrelay.downstream.security;

import java.net.InetAddress;
import java.net.UnknownHostException;

import io.tickrelay.TickrelayApplication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Whom a relay lets in without a configured mode. */
@ExtendWith(OutputCaptureExtension.class)
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
	void noClientElsewhere(String address) throws UnknownHostException {
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
	@ValueSource(strings = { "keys[0].hash=s3cret", "keys=s3cret,s3cret2", "keys[0]=s3cret",
			"keys[0].expires-at=s3cret", "keys[0].entitlements=s3cret" })
	void refusesAKeyThatIsNoHashWithoutTellingIt(String setting, CapturedOutput output) {
		String[] arguments = { "--spring.profiles.active=demo", "--server.port=0",
				"--relay.downstream.security.mode=api-key", "--relay.downstream.security.keys[0].name=desk",
				"--relay.downstream.security." + setting };
		assertThatException().isThrownBy(() -> SpringApplication.run(TickrelayApplication.class, arguments));
		assertThat(output).contains("relay.downstream.security.keys").doesNotContain("s3cret", "\tat ");
	}

	@ParameterizedTest
	@EnumSource
	void whomItIsToldTo(SecurityMode said) {
		this.environment.setActiveProfiles("demo");
		assertThat(SecurityMode.of(said, null, this.environment)).isEqualTo(said);
	}

}
