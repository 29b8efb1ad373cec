package io.tickrelay.hub.outbox;

import org.jspecify.annotations.Nullable;

/**
 * A report of what a client got. Counts are totals since the client came. Times are those
 * since its last report.
 *
 * @param delivered messages handed to its socket
 * @param conflated updates that newer ones replaced before the client could take them
 * @param dropped updates that the client was told it would never get
 * @param replayed ticks that were sent again when the client came back
 * @param exchangeToRelay from the exchange's time to the receipt; null where nothing was
 * measured
 * @param relayToSocket from the receipt to its socket; null where nothing was measured
 */
public record DeliveryReport(long delivered, long conflated, long dropped, long replayed,
		@Nullable Quantiles exchangeToRelay, @Nullable Quantiles relayToSocket) {
}
