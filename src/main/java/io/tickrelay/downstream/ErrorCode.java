package io.tickrelay.downstream;

import java.util.Locale;

import io.tickrelay.tick.ParsedTopic.Fault;

/**
 * What can be wrong with a client's wish: the same words in every transport, with
 * Alpaca's number where it has one.
 */
public enum ErrorCode {

	/** The request makes no sense. */
	BAD_REQUEST(400, false),
	/** The client shows no credential. */
	UNAUTHORIZED(401, false),
	/** A page of an origin that may not read from here. */
	FORBIDDEN(403, false),
	/** The credential is good, and does not go so far. */
	NOT_ENTITLED(409, false),
	/** More connections than may be, in all, from one address or with one credential. */
	CONNECTION_LIMIT(406, true),
	/** Too many at once. */
	RATE_LIMITED(429, true),
	/** A stream names no channel. */
	UNKNOWN_CHANNEL(400, false),
	/** A stream names a symbol that the upstream does not have. */
	UNKNOWN_SYMBOL(404, false),
	/** No value of a stream is known yet. */
	NO_VALUE(404, true),
	/** A stream does not tell its business. */
	AMBIGUOUS_SYMBOL(422, false),
	/** A stream names a business that is not served. */
	UNKNOWN_BUSINESS(422, false),
	/** More streams than one client may have. */
	SYMBOL_LIMIT(405, false),
	/** Updates came faster than they were read. */
	SLOW_CONSUMER(407, true),
	/**
	 * The client is sent on its way, because the relay is about to stop, the connection
	 * is old or its credential may do something else now: another relay, the next one or
	 * a new connection will serve.
	 */
	DRAINING(503, true),
	/** The upstream's plan has no symbol left. */
	QUOTA(507, true),
	/** What the upstream has to be asked for is not there yet. */
	UPSTREAM_UNAVAILABLE(503, true);

	private final int number;

	private final boolean temporary;

	ErrorCode(int number, boolean temporary) {
		this.number = number;
		this.temporary = temporary;
	}

	/**
	 * The word on the wire.
	 * @return lower case with underscores
	 */
	public String text() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * The number on the wire.
	 * @return Alpaca's, or the closest of HTTP's
	 */
	public int number() {
		return this.number;
	}

	/**
	 * Whether the same wish may be granted later.
	 * @return true where trying again makes sense
	 */
	public boolean isTemporary() {
		return this.temporary;
	}

	static ErrorCode of(Fault fault) {
		return switch (fault) {
			case MALFORMED -> BAD_REQUEST;
			case UNKNOWN_CHANNEL -> UNKNOWN_CHANNEL;
			case UNKNOWN_BUSINESS -> UNKNOWN_BUSINESS;
			case AMBIGUOUS_SYMBOL -> AMBIGUOUS_SYMBOL;
			case UNKNOWN_SYMBOL -> UNKNOWN_SYMBOL;
		};
	}

}
