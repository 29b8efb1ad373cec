package io.tickrelay.downstream.compat.wire;

/**
 * An error of a client of the vendor's protocol, in the vendor's numbers.
 */
public enum CompatError {

	/** More frames than a minute may have; the connection ends. */
	TOO_MANY_FRAMES(501),
	/** More symbols than a connection may have; what stands stays. */
	TOO_MANY_SYMBOLS(505),
	/** A parameter has a value that it can't have. */
	BAD_PARAMETER(506),
	/** A parameter lacks. */
	MISSING_PARAMETER(507),
	/** No frame for too long; the connection ends. */
	NO_HEARTBEAT(513),
	/** The frame holds no JSON object. */
	NOT_JSON(515),
	/** The upstream's plan has no symbol left; what stands stays. */
	PLAN_IS_FULL(516);

	private final int number;

	CompatError(int number) {
		this.number = number;
	}

	/**
	 * The number on the wire.
	 * @return the vendor's
	 */
	public int number() {
		return this.number;
	}

}
