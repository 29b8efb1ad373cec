package io.tickrelay.simulator.wire;

import io.tickrelay.tick.Channel;

/**
 * One thing that a connection is subscribed to. Unlike a topic it takes any symbol: the
 * vendor acknowledges whatever is asked for.
 *
 * @param symbol as the client spelled it
 * @param channel the kind of data
 */
public record SymbolChannel(String symbol, Channel channel) {

	/**
	 * As stream names spell it, without the business.
	 * @return such as {@code BTCUSDT@kline_1m}
	 */
	public String text() {
		return this.symbol + "@" + this.channel.text();
	}

}
