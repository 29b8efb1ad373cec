package io.tickrelay;

import java.time.Duration;

import jakarta.validation.constraints.NotNull;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of demand, which knows no Spring itself.
 *
 * @param linger Time for which a stream stays subscribed upstream after its last client,
 * up to 1 h. Zero unsubscribes at once.
 */
@Validated
@ConfigurationProperties("relay.demand")
record DemandProperties(@DefaultValue("30s") @NotNull @DurationMin(nanos = 0) @DurationMax(hours = 1) Duration linger) {
}
