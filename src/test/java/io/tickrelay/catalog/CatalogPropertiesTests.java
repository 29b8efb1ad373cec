package io.tickrelay.catalog;

import java.util.List;
import java.util.Map;

import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Settings as Spring Boot binds them.
 */
class CatalogPropertiesTests {

	@Test
	void defaultsAreThoseOfTheReadme() {
		CatalogProperties properties = bind(Map.of());
		assertThat(properties.enabled()).isTrue();
		assertThat(properties.rejectUnknown()).isTrue();
		assertThat(properties.ttl()).hasHours(1);
		assertThat(properties.retryDelay()).hasMinutes(1);
		assertThat(properties.maxSymbols()).isEqualTo(100_000);
		assertThat(properties.quoteAssets())
			.isEqualTo(List.of("USDT", "USDC", "FDUSD", "TUSD", "BUSD", "DAI", "BTC", "ETH", "BNB"));
		assertThat(faults(Map.of())).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "ttl, 0s", "ttl, 8d", "retry-delay, 999ms", "retry-delay, 25h", "max-symbols, 0",
			"max-symbols, 1000001", "quote-assets, usdt" })
	void refusesWhatMakesNoSense(String setting, String value) {
		assertThat(faults(Map.of("relay.catalog." + setting, value))).isOne();
	}

	private static int faults(Map<String, String> settings) {
		try (ValidatorFactory factory = Validation.buildDefaultValidatorFactory()) {
			Validator validator = factory.getValidator();
			return validator.validate(bind(settings)).size();
		}
	}

	private static CatalogProperties bind(Map<String, String> settings) {
		return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("relay.catalog",
				CatalogProperties.class);
	}

}
