package io.tickrelay.downstream;

import java.util.Map;

import org.junit.jupiter.api.Test;

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
	void whatMayWaitForAllIsNoLessThanWhatMayWaitForOne() {
		assertThat(bind(Map.of("relay.downstream.queue-bytes", "-1MB")).isTotalQueueEnough()).isFalse();
		assertThat(bind(Map.of("relay.downstream.queue-bytes", "0B")).isTotalQueueEnough()).isFalse();
		assertThat(bind(Map.of("relay.downstream.total-queue-bytes", "512KB")).isTotalQueueEnough()).isFalse();
		assertThat(bind(Map.of("relay.downstream.total-queue-bytes", "1MB")).isTotalQueueEnough()).isTrue();
	}

	private static DownstreamProperties bind(Map<String, String> settings) {
		return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("relay.downstream",
				DownstreamProperties.class);
	}

}
