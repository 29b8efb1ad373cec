package io.tickrelay.downstream.websocket;

import java.util.concurrent.ScheduledExecutorService;

import io.tickrelay.downstream.contract.DisconnectReason;
import io.tickrelay.downstream.session.ClientSession;

/**
 * The messages of one WebSocket, whose frames are the socket's concern. Lives on its
 * channel's loop. After the session's end only {@link #lastWords} and {@link #onClosed}
 * are called.
 */
public interface WebSocketDialect {

	/**
	 * The handshake is answered.
	 */
	void onOpen();

	/**
	 * The client said something.
	 * @param text a whole message
	 * @param bytes how many it came in
	 */
	void onText(String text, int bytes);

	/**
	 * The client sent a whole message that is no text.
	 * @return false where this protocol has no place for it: the connection ends
	 */
	boolean onBinary();

	/**
	 * The client, or the library below it, is there.
	 */
	void onPong();

	/**
	 * What is still to be said to a client whose session has ended, ahead of the close
	 * frame and behind what is on its way.
	 * @param reason why it ended
	 * @return whole frames; empty for nothing
	 */
	byte[] lastWords(DisconnectReason reason);

	/**
	 * The socket is closed, by either side. Called once.
	 */
	void onClosed();

	/**
	 * Begins talks.
	 */
	@FunctionalInterface
	interface Opener {

		/**
		 * Begins one.
		 * @param session the client's
		 * @param loop the channel's, for timers, which end with {@link #onClosed}
		 * @return the talk, silent until {@link #onOpen}
		 */
		WebSocketDialect open(ClientSession session, ScheduledExecutorService loop);

	}

}
