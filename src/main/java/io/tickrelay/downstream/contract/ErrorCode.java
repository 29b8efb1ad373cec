package io.tickrelay.downstream.contract;

import java.util.List;

import io.tickrelay.tick.LowerCase;
import io.tickrelay.tick.ParsedTopic.Fault;

/**
 * Why a request or a stream was refused: the same words in problem documents, rejections,
 * errors and goodbyes, with Alpaca's number where it has one. The documents hold this
 * table.
 */
public enum ErrorCode implements LowerCase {

	/** The request makes no sense. */
	BAD_REQUEST(400, false, "correct the request; the words beside the code say where", 400, 404, 405, 406, 413, 414,
			415, 426, 431),
	/** A stream names no channel. */
	UNKNOWN_CHANNEL(400, false, "name a channel, spelled as the words say", 400),
	/** The client shows no credential, or one that is not good. */
	UNAUTHORIZED(401, false, "show a credential that is good now", 401),
	/** A page of an origin, or a name of the relay, that may not read from here. */
	FORBIDDEN(403, false, "ask the operator to allow your origin", 403),
	/** A stream names a symbol that the upstream does not have. */
	UNKNOWN_SYMBOL(404, false, "take one of the symbols that the words propose, or search `/v1/symbols`", 400),
	/** No value of a stream is known yet. */
	NO_VALUE(404, true, "subscribe to the stream, then ask again", 404),
	/** More streams than one client may have. */
	SYMBOL_LIMIT(405, false, "unsubscribe some streams, or open another connection"),
	/** More connections than may be, in all, from one address or with one credential. */
	CONNECTION_LIMIT(406, true, "close other connections, or come back after `Retry-After`", 429, 503),
	/** Updates came faster than they were read. */
	SLOW_CONSUMER(407, true, "come back for fewer streams, or with `mode=conflate` and a `rate`"),
	/** The credential is good, and does not go so far. */
	NOT_ENTITLED(409, false, "ask for streams of your credential, or show another one", 401, 403),
	/** A stream does not tell its business. */
	AMBIGUOUS_SYMBOL(422, false, "write the business before the symbol, or spell the symbol as the words say", 400),
	/** A stream names a business that is not served. */
	UNKNOWN_BUSINESS(422, false, "name one of the businesses that the words list", 400, 404),
	/** Too many at once. */
	RATE_LIMITED(429, true, "wait for `Retry-After` or `retryMs`, then try again", 429),
	/** The upstream's plan has no symbol left. */
	QUOTA(507, true, "try again when other clients have left"),
	/** What others have to be asked for is not there yet. */
	UPSTREAM_UNAVAILABLE(503, true, "try again after `Retry-After`, or in a minute", 503),
	/**
	 * The client is sent away, because the relay is about to stop, the connection is old
	 * or its credential changed. Another relay, the next one or a new connection will
	 * serve.
	 */
	DRAINING(503, true, "connect again, after `Retry-After` or `retryMs`", 503);

	private final int number;

	private final boolean temporary;

	private final String remedy;

	@SuppressWarnings("ImmutableEnumChecker") // It is made by List.of().
	private final List<Integer> statuses;

	ErrorCode(int number, boolean temporary, String remedy, Integer... statuses) {
		this.number = number;
		this.temporary = temporary;
		this.remedy = remedy;
		this.statuses = List.of(statuses);
	}

	/**
	 * The number on the wire.
	 * @return Alpaca's, or the closest of HTTP's
	 */
	public int number() {
		return this.number;
	}

	/**
	 * Whether the same request may be granted later.
	 * @return true where trying again makes sense
	 */
	public boolean isTemporary() {
		return this.temporary;
	}

	/**
	 * What the client can do.
	 * @return the words of the documents, part of a sentence
	 */
	public String remedy() {
		return this.remedy;
	}

	/**
	 * The statuses of an HTTP answer with this code.
	 * @return the usual one first; empty where no answer has the code, but messages
	 */
	public List<Integer> statuses() {
		return this.statuses;
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
