package io.tickrelay.downstream.session;

import java.time.Duration;

import jakarta.validation.constraints.AssertTrue;
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
 * Settings of the clients' side.
 *
 * @param keepAlive Longest silence on an SSE stream, from its last byte to the comment
 * {@code : ka}; 1 s to 24 h.
 * @param pingInterval Time between pings to a WebSocket client.
 * @param pongTimeout Longest time for which a WebSocket client may answer no ping.
 * @param statsInterval Time between the reports of {@code stats=true}.
 * @param maxStreams Most streams of one client, and of one request for last values.
 * @param commandsPerSecond Most commands a second of one WebSocket client for long.
 * @param commandBurst Most commands of one WebSocket client at once; no fewer than the KB
 * of {@code max-message-size}.
 * @param maxMessageSize Longest message of a WebSocket client, 1 KB to 1 MB.
 * @param compatHeartbeatTimeout Longest silence of a client on {@code /ws}.
 * @param queueFrames Most frames that wait for a slow client in mode {@code all} before
 * it is closed. In mode {@code conflate} most waiting bars beside each stream's current
 * one, before the oldest become a {@code gap}.
 * @param queueBytes Most bytes that wait for a slow client in mode {@code all} before it
 * is closed.
 * @param totalQueueBytes Most heap that waits for all slow clients together. A client
 * that would pass it is treated as if it passed its own limit.
 * @param writeTimeout Longest time for which a client's socket may stay full, in any
 * mode, 1 s to 1 h. A client that takes 1 KiB/s stays; one that takes less has up to
 * twice as long, and one that takes nothing an eighth more. A client that acknowledges
 * nothing is closed within twice that, and not before 5 s.
 * @param laneFrames Most frames that wait for one event loop.
 * @param drainWindow Time over which clients are sent away when the relay stops. The
 * profile {@code demo} sets 1 s.
 */
@Validated
@ConfigurationProperties("relay.downstream")
public record DownstreamProperties(
		@DefaultValue("15s") @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 24) Duration keepAlive,
		@DefaultValue("20s") @NotNull @DurationMin(seconds = 1) Duration pingInterval,
		@DefaultValue("60s") @NotNull @DurationMin(seconds = 2) Duration pongTimeout,
		@DefaultValue("30s") @NotNull @DurationMin(seconds = 1) Duration statsInterval,
		@DefaultValue("60s") @NotNull @DurationMin(seconds = 1) Duration compatHeartbeatTimeout,
		@DefaultValue("1000") @Min(1) @Max(100_000) int maxStreams,
		@DefaultValue("10") @Min(1) @Max(10_000) int commandsPerSecond,
		@DefaultValue("2000") @Min(64) @Max(1_000_000) int commandBurst,
		@DefaultValue("64KB") @NotNull DataSize maxMessageSize,
		@DefaultValue("4096") @Min(16) @Max(1_000_000) int queueFrames,
		@DefaultValue("1MB") @NotNull DataSize queueBytes, @DefaultValue("64MB") @NotNull DataSize totalQueueBytes,
		@DefaultValue("30s") @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 1) Duration writeTimeout,
		@DefaultValue("65536") @Min(1024) @Max(1_048_576) int laneFrames,
		@DefaultValue("20s") @NotNull @DurationMin @DurationMax(minutes = 10) Duration drainWindow) {

	/**
	 * Whether a client that answers every ping is never taken for one that answers none.
	 * @return false where the time for a pong is over before the next ping is sent
	 */
	@AssertTrue(message = "relay.downstream.pong-timeout must be longer than ping-interval: a client would be closed"
			+ " before it was asked whether it is there")
	boolean isPongTimeoutEnough() {
		return this.pongTimeout.compareTo(this.pingInterval) > 0;
	}

	/**
	 * Whether a message may be as long as a command needs, and no longer than a client
	 * can be trusted with.
	 * @return false where it is less than 1 KB or more than 1 MB
	 */
	@AssertTrue(message = "relay.downstream.max-message-size must be from 1KB to 1MB")
	boolean isMaxMessageSizeUseful() {
		return this.maxMessageSize.compareTo(DataSize.ofKilobytes(1)) >= 0
				&& this.maxMessageSize.compareTo(DataSize.ofMegabytes(1)) <= 0;
	}

	/**
	 * Whether the longest message can be sent at all.
	 * @return false where it counts as more commands than may ever be sent at once
	 */
	@AssertTrue(message = "relay.downstream.command-burst must be at least the KB of max-message-size:"
			+ " a message counts once for each")
	boolean isCommandBurstEnough() {
		return DataSize.ofKilobytes(this.commandBurst).compareTo(this.maxMessageSize) >= 0;
	}

	/**
	 * Whether one slow client may wait at all.
	 * @return false where what may wait for all is less than what may wait for one
	 */
	@AssertTrue(message = "relay.downstream.queue-bytes must be positive and no more than total-queue-bytes")
	boolean isTotalQueueEnough() {
		return this.queueBytes.toBytes() > 0 && this.queueBytes.compareTo(this.totalQueueBytes) <= 0;
	}

}
