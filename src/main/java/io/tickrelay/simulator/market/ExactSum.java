package io.tickrelay.simulator.market;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A sum of longs that cannot overflow: a year's turnover can exceed a long.
 */
public final class ExactSum {

	private static final long SPILL = 1L << 62;

	private long recent;

	private BigInteger spilled = BigInteger.ZERO;

	/** Adds a number from 0 to 2^62. */
	public void add(long number) {
		this.recent += number;
		if (this.recent >= SPILL) {
			this.spilled = this.spilled.add(BigInteger.valueOf(this.recent));
			this.recent = 0;
		}
	}

	/**
	 * The sum in decimals.
	 * @param scale digits behind the point
	 * @return plain digits, without an exponent
	 */
	public String text(int scale) {
		return Instrument.plain(new BigDecimal(this.spilled.add(BigInteger.valueOf(this.recent)), scale));
	}

}
