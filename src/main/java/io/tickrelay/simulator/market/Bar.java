package io.tickrelay.simulator.market;

import java.math.BigDecimal;
import java.math.RoundingMode;

import io.tickrelay.tick.Tick;
import io.tickrelay.tick.Topic;

/**
 * One k-line bar: exactly the trades that were added to it, at least one.
 */
final class Bar {

	private final long startMs;

	private final long open;

	private long high;

	private long low;

	private long close;

	private final ExactSum volume = new ExactSum();

	private final ExactSum turnover = new ExactSum();

	Bar(long startMs, long price) {
		this.startMs = startMs;
		this.open = price;
		this.high = price;
		this.low = price;
		this.close = price;
	}

	long startMs() {
		return this.startMs;
	}

	void add(long price, long size) {
		this.high = Math.max(this.high, price);
		this.low = Math.min(this.low, price);
		this.close = price;
		this.volume.add(size);
		this.turnover.add(Math.multiplyExact(price, size));
	}

	Tick.Kline tick(Topic topic, Instrument instrument) {
		BigDecimal opened = instrument.klinePrice(this.open);
		BigDecimal closed = instrument.klinePrice(this.close);
		BigDecimal change = closed.subtract(opened);
		BigDecimal percent = change.movePointRight(2).divide(opened, 2, RoundingMode.HALF_UP);
		return new Tick.Kline(topic, this.startMs, opened.toPlainString(),
				instrument.klinePrice(this.high).toPlainString(), instrument.klinePrice(this.low).toPlainString(),
				closed.toPlainString(), this.volume.text(instrument.volumeScale()),
				this.turnover.text(instrument.priceScale() + instrument.volumeScale()), change.toPlainString(),
				percent.toPlainString());
	}

}
