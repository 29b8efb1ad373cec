package io.tickrelay.hub.outbox;

import org.jspecify.annotations.Nullable;

/**
 * What a client got. The counts are totals since it came, the times those since it was
 * last told.
 *
 * @param delivered messages handed to its socket
 * @param conflated updates that newer ones replaced before it could take them
 * @param dropped updates that it was told it would never get
 * @param replayed ticks that it was sent again when it came back
 * @param exchangeToRelay from the exchange's time to the receipt; null where nothing was
 * measured
 * @param relayToSocket from the receipt to its socket; null where nothing was measured
 */
public record DeliveryReport(long delivered, long conflated, long dropped, long replayed,
		@Nullable Quantiles exchangeToRelay, @Nullable Quantiles relayToSocket) {
}
