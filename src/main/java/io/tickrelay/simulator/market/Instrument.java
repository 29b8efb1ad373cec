package io.tickrelay.simulator.market;

import java.math.BigDecimal;

/**
 * The form of a symbol's numbers. Prices and quantities are whole numbers of the smallest
 * step, so that sums and products are exact; only texts leave.
 *
 * @param level the price around which it trades
 * @param priceScale decimals of a price; one unit of the last is the tick
 * @param volumeScale decimals of a quantity
 * @param typicalVolume the mean quantity of a trade, in its smallest step
 * @param volatility the typical relative change from trade to trade
 * @param padded whether k-lines and depth write trailing zeros (five decimals and eight),
 * as production does for coins; a trade never does
 */
record Instrument(double level, int priceScale, int volumeScale, long typicalVolume, double volatility,
		boolean padded) {

	private static final int KLINE_DECIMALS = 5;

	private static final int DEPTH_DECIMALS = 8;

	long ticks(double price) {
		return Math.round(price * BigDecimal.TEN.pow(this.priceScale).doubleValue());
	}

	String tradePrice(long ticks) {
		return plain(BigDecimal.valueOf(ticks, this.priceScale));
	}

	String volume(long steps) {
		return plain(BigDecimal.valueOf(steps, this.volumeScale));
	}

	/** Price times quantity, every digit of it. */
	String turnover(long ticks, long steps) {
		return plain(BigDecimal.valueOf(Math.multiplyExact(ticks, steps), this.priceScale + this.volumeScale));
	}

	BigDecimal klinePrice(long ticks) {
		BigDecimal price = BigDecimal.valueOf(ticks, this.priceScale);
		return this.padded ? price.setScale(KLINE_DECIMALS) : price;
	}

	String depthPrice(long ticks) {
		BigDecimal price = BigDecimal.valueOf(ticks, this.priceScale);
		return (this.padded ? price.setScale(DEPTH_DECIMALS) : price).toPlainString();
	}

	String depthVolume(long steps) {
		BigDecimal volume = BigDecimal.valueOf(steps, this.volumeScale);
		return (this.padded ? volume.setScale(DEPTH_DECIMALS) : volume).toPlainString();
	}

	static String plain(BigDecimal number) {
		return number.stripTrailingZeros().toPlainString();
	}

}
