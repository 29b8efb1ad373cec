package io.tickrelay.downstream.session;

import java.util.List;
import java.util.Map;

import io.tickrelay.downstream.access.AccessProperties;
import io.tickrelay.downstream.admission.LimitProperties;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** Settings that make sense only beside each other. */
class DownstreamPropertiesTests {

	@Test
	void defaultsGoTogether() {
		DownstreamProperties properties = bind(Map.of());
		assertThat(properties.isPongTimeoutEnough()).isTrue();
		assertThat(properties.isTotalQueueEnough()).isTrue();
	}

	@Test
	void aPongIsWaitedForBeyondTheNextPing() {
		assertThat(bind(Map.of("relay.downstream.pong-timeout", "20s")).isPongTimeoutEnough()).isFalse();
		assertThat(bind(Map.of("relay.downstream.ping-interval", "2m")).isPongTimeoutEnough()).isFalse();
		assertThat(bind(Map.of("relay.downstream.pong-timeout", "21s")).isPongTimeoutEnough()).isTrue();
	}

	@Test
	void theQueueOfAllIsNoSmallerThanThatOfOne() {
		assertThat(bind(Map.of("relay.downstream.queue-bytes", "-1MB")).isTotalQueueEnough()).isFalse();
		assertThat(bind(Map.of("relay.downstream.queue-bytes", "0B")).isTotalQueueEnough()).isFalse();
		assertThat(bind(Map.of("relay.downstream.total-queue-bytes", "512KB")).isTotalQueueEnough()).isFalse();
		assertThat(bind(Map.of("relay.downstream.total-queue-bytes", "1MB")).isTotalQueueEnough()).isTrue();
	}

	@Test
	void aMessageIsNeitherTooShortForACommandNorBoundless() {
		assertThat(bind(Map.of("relay.downstream.max-message-size", "1023B")).isMaxMessageSizeUseful()).isFalse();
		assertThat(bind(Map.of("relay.downstream.max-message-size", "1KB")).isMaxMessageSizeUseful()).isTrue();
		assertThat(bind(Map.of("relay.downstream.max-message-size", "1MB")).isMaxMessageSizeUseful()).isTrue();
		assertThat(bind(Map.of("relay.downstream.max-message-size", "2MB")).isMaxMessageSizeUseful()).isFalse();
	}

	@Test
	void theLongestMessageMayBeSentOnceAtLeast() {
		Map<String, String> burst = Map.of("relay.downstream.command-burst", "64");
		assertThat(bind(burst).isCommandBurstEnough()).isTrue();
		assertThat(bind(Map.of("relay.downstream.command-burst", "64", "relay.downstream.max-message-size", "65KB"))
			.isCommandBurstEnough()).isFalse();
	}

	@Test
	void aConnectionsLongestAgeIsPositiveOrUnbounded() {
		assertThat(limits("0s").isMaxConnectionAgeUseful()).isTrue();
		assertThat(limits("500ms").isMaxConnectionAgeUseful()).isFalse();
		assertThat(limits("1s").isMaxConnectionAgeUseful()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "*", "null", "file://", "https://desk.example.com", "http://localhost:3000",
			"http://[::1]:3000", "capacitor://localhost", "tauri://localhost", "chrome-extension://abcdef",
			"moz-extension://a-b-c", "ionic://localhost", "https://a_b.example" })
	void anOriginIsWhatABrowserNames(String origin) {
		assertThat(objections(origin)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "desk.example.com", "https://", "https://desk.example.com/", "https://desk.example.com/x",
			"https://*.example.com", "NULL", "https://a b", "**", "://x" })
	void whatNoBrowserNamesStopsTheStart(String origin) {
		assertThat(objections(origin)).singleElement().asString().contains("without a path");
	}

	private static List<String> objections(String origin) {
		AccessProperties access = new Binder(
				new MapConfigurationPropertySource(Map.of("relay.downstream.allowed-origins[0]", origin)))
			.bindOrCreate("relay.downstream", AccessProperties.class);
		try (ValidatorFactory validators = Validation.buildDefaultValidatorFactory()) {
			return validators.getValidator().validate(access).stream().map(ConstraintViolation::getMessage).toList();
		}
	}

	private static LimitProperties limits(String age) {
		return new Binder(new MapConfigurationPropertySource(Map.of("relay.downstream.max-connection-age", age)))
			.bindOrCreate("relay.downstream", LimitProperties.class);
	}

	private static DownstreamProperties bind(Map<String, String> settings) {
		return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("relay.downstream",
				DownstreamProperties.class);
	}

}
