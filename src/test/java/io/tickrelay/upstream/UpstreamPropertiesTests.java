package io.tickrelay.upstream;

import java.util.HashMap;
import java.util.Map;

import io.tickrelay.upstream.limits.FrameBudget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Settings as Spring Boot binds them.
 */
class UpstreamPropertiesTests {

	@Test
	void defaultsAreTheContracts() {
		UpstreamProperties properties = bind(Map.of());
		assertThat(properties.mode()).isEqualTo(UpstreamProperties.Mode.INFOWAY);
		assertThat(properties.url()).hasToString("wss://data.infoway.io/ws");
		assertThat(properties.businesses()).containsExactly("stock", "crypto", "common");
		assertThat(properties.heartbeatInterval()).hasSeconds(30);
		assertThat(properties.framesPerMinute()).isEqualTo(50);
		assertThat(properties.maxSymbolsPerConnection()).isEqualTo(600);
		assertThat(properties.maxSymbolsTotal()).isEqualTo(600);
		assertThat(properties.restUrl()).hasToString("https://data.infoway.io");
		assertThat(properties.restRequestsPerSecond()).isEqualTo(1);
	}

	@Test
	void theKeyGoesToNamedHostsOnly() {
		assertThat(bind(Map.of("relay.upstream.url", "wss://proxy.example/ws")).restUrl()).isNull();
		assertThat(bind(Map.of("relay.upstream.url", "wss://proxy.example/ws", "relay.upstream.rest-url",
				"https://data.infoway.io"))
			.restUrl()).hasToString("https://data.infoway.io");
	}

	@Test
	void framesMustLeaveRoomBesideHeartbeats() {
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> new FrameBudget(10, 7, 30_000_000_000L));
		assertThat(bind(Map.of("relay.upstream.frames-per-minute", "10")).isFramesPerMinuteEnough()).isFalse();
		assertThat(bind(Map.of("relay.upstream.frames-per-minute", "10", "relay.upstream.businesses", "crypto"))
			.isFramesPerMinuteEnough()).isTrue();
	}

	@Test
	void theKeyCannotBePrinted() {
		UpstreamProperties properties = bind(Map.of("relay.upstream.api-key", "s3cret"));
		assertThat(properties.toString()).doesNotContain("s3cret");
		assertThat(String.valueOf(properties.apiKey())).doesNotContain("s3cret");
	}

	@Test
	void aKeyInTheUrlIsRefusedWithoutQuotingIt() {
		assertThatExceptionOfType(BindException.class)
			.isThrownBy(() -> bind(Map.of("relay.upstream.url", "wss://host/ws?apikey=s3cret")))
			.satisfies((refusal) -> {
				for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
					assertThat(String.valueOf(cause.getMessage())).doesNotContain("s3cret");
				}
			})
			.havingRootCause()
			.withMessageContaining("set relay.upstream.api-key instead");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://host/ws", "ws://s3cret_host/ws", "wss://s3cret@host/ws", "s3cret", "wss:s3cret",
			"file:///s3cret" })
	void aUrlThatIsNoWebSocketsIsRefusedClearly(String url) {
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(Map.of("relay.upstream.url", url)))
			.havingRootCause()
			.withMessageContaining("relay.upstream.url must be")
			.withMessageNotContaining("s3cret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://host?apiKey=s3cret", "https://s3cret@host", "s3cret", "wss://host/s3cret" })
	void aRestUrlWithMoreThanAnAddressIsRefusedClearly(String url) {
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(Map.of("relay.upstream.rest-url", url)))
			.havingRootCause()
			.withMessageContaining("relay.upstream.rest-url must be")
			.withMessageNotContaining("s3cret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "relay.upstream.url=ws://host/ws", "relay.upstream.rest-url=http://host" })
	void aProxyIsShownNoKey(String plain) {
		String[] setting = plain.split("=", 2);
		Map<String, String> settings = new HashMap<>(
				Map.of("relay.upstream.proxy.host", "proxy.example", setting[0], setting[1]));
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(settings))
			.havingRootCause()
			.withMessageContaining("the proxy would see the key");
		settings.put("relay.upstream.proxy.non-proxy-hosts", "host");
		assertThat(bind(settings).proxy().isDirect("HOST")).isTrue();
		settings.remove("relay.upstream.proxy.non-proxy-hosts");
		settings.put("relay.upstream.proxy.allow-plain-text", "true");
		assertThat(bind(settings).proxy().isDirect("host")).isFalse();
		assertThat(bind(Map.of(setting[0], setting[1])).proxy().isDirect("host")).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "host=http://user:s3cret@proxy:3128", "host=proxy:3128/", "username=user:s3cret",
			"password=s3cret" })
	void aProxyThatCanNotBeIsRefusedWithoutItsSecrets(String setting) {
		String[] parts = setting.split("=", 2);
		assertThatExceptionOfType(BindException.class)
			.isThrownBy(() -> bind(Map.of("relay.upstream.proxy." + parts[0], parts[1])))
			.havingRootCause()
			.withMessageStartingWith("relay.upstream.proxy.")
			.withMessageNotContaining("s3cret");
	}

	@Test
	void theProxysPasswordCannotBePrinted() {
		assertThat(bind(Map.of("relay.upstream.proxy.host", "proxy.example", "relay.upstream.proxy.username", "relay",
				"relay.upstream.proxy.password", "s3cret"))
			.toString()).doesNotContain("s3cret");
	}

	private static UpstreamProperties bind(Map<String, String> settings) {
		return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("relay.upstream",
				UpstreamProperties.class);
	}

}
