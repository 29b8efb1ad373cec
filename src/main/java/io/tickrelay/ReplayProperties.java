package io.tickrelay;

import java.time.Duration;

import io.tickrelay.hub.ReplayLimits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of what the hub, which knows no Spring itself, keeps for clients that come
 * back.
 *
 * @param events Most ticks of one stream; 0 keeps none.
 * @param bytes Most heap for one stream's ticks, estimated.
 * @param age Oldest age of a stream's ticks when a newer one comes, 1 s to 24 h.
 * @param totalBytes Most heap over all streams, estimated.
 * @param eventsPerClient Most ticks that one client is sent again. A client that missed
 * more gets last values.
 */
@Validated
@ConfigurationProperties("relay.replay")
record ReplayProperties(@DefaultValue("10000") @Min(0) @Max(1_000_000) int events,
		@DefaultValue("8MB") @NotNull DataSize bytes,
		@DefaultValue("2m") @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 24) Duration age,
		@DefaultValue("64MB") @NotNull DataSize totalBytes,
		@DefaultValue("20000") @Min(0) @Max(1_000_000) int eventsPerClient) {

	ReplayLimits limits() {
		return new ReplayLimits(this.events, this.bytes.toBytes(), this.age, this.totalBytes.toBytes(),
				this.eventsPerClient);
	}

}
