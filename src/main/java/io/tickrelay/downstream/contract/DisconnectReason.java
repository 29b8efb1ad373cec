package io.tickrelay.downstream.contract;

import io.tickrelay.tick.LowerCase;

/**
 * Why a client's session ended. The name is the meter's tag. Numbers from 4000 to 4499
 * tell a WebSocket client to come back with a jittered backoff, those from 4500 to 4999
 * not to; 0 is never sent.
 */
public enum DisconnectReason implements LowerCase {

	/** The client left, with or without a word. */
	CLIENT_GONE(0),
	/** The upstream's plan had no symbol left for any stream of the client. */
	QUOTA(4007),
	/** All clients together had as many streams as they may. */
	STREAMS_FULL(4006),
	/** The client read too slowly for what it asked for, or took nothing for long. */
	SLOW_CONSUMER(4008),
	/** The client answered no ping. */
	NO_PONG(4012),
	/** The client of the vendor's protocol sent nothing for too long. */
	NO_HEARTBEAT(4013),
	/** The client sent more commands, or other frames, than it may. */
	COMMANDS_TOO_FAST(4029),
	/** The relay stops, and it was this client's turn to go. */
	GOING_AWAY(1001),
	/**
	 * The client came while the relay was about to stop, or speaks the vendor's protocol.
	 */
	DRAINING(4001),
	/** What the client's credential may do has changed. */
	ENTITLEMENTS_CHANGED(4002),
	/** The connection was as old as connections may become. */
	MAX_AGE(4003),
	/** The client sent a frame that this protocol has no place for. */
	BAD_FRAME(4500),
	/** The client's credential has expired or was withdrawn. */
	BAD_CREDENTIALS(4501),
	/** A page of another site, or a credential that does not go so far. */
	FORBIDDEN(4503),
	/** There is no room for the client. */
	CONNECTION_LIMIT(4504);

	private final int closeCode;

	DisconnectReason(int closeCode) {
		this.closeCode = closeCode;
	}

	/**
	 * The WebSocket close code.
	 * @return 4000 to 4999, 1001 where the relay itself goes, or 0 where the client is
	 * not told
	 */
	public int closeCode() {
		return this.closeCode;
	}

	/**
	 * What a close frame says.
	 * @param detail what exactly was wrong, or nothing
	 * @return the name, and as much of the detail behind it as there is room for
	 */
	public String closeText(String detail) {
		return CloseText.of(detail.isEmpty() ? text() : text() + ": " + detail);
	}

}
