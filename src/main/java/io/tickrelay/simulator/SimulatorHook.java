package io.tickrelay.simulator;

import java.util.Set;
import java.util.function.Supplier;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.tickrelay.tick.Business;
import reactor.core.publisher.Mono;

/**
 * The places where a server can be watched and led astray. Every default leaves it as it
 * is. All calls come on the server's loop, but the first, which comes before the server
 * listens.
 */
interface SimulatorHook {

	/** The hook of a server that does what the protocol says. */
	SimulatorHook NONE = new SimulatorHook() {
	};

	/**
	 * The server is about to listen.
	 * @param loop its only one
	 */
	default void onStart(EventLoop loop) {
	}

	/**
	 * A connection has come, and has sent nothing yet.
	 * @param channel its channel; handlers may be added
	 */
	default void onConnection(Channel channel) {
	}

	/**
	 * A handshake is about to be answered.
	 * @param request without its key
	 * @param status of the answer by the protocol, 101 to accept
	 * @return the status to answer with, 0 for no answer at all
	 */
	default int onHandshake(UpgradeRequest request, int status) {
		return status;
	}

	/**
	 * A session has begun.
	 * @param session the session
	 * @return whether it is greeted
	 */
	default boolean onOpen(Session session) {
		return true;
	}

	/**
	 * A frame has come in and has not been handled yet.
	 * @param session whose
	 * @param frame any frame; lent for this call
	 */
	default void onFrame(Session session, WebSocketFrame frame) {
	}

	/**
	 * A subscribe or an unsubscribe is to be done and acknowledged.
	 * @param session whose
	 * @param command not done yet
	 */
	default void onCommand(Session session, Command command) {
		if (command.apply()) {
			command.acknowledge();
		}
	}

	/**
	 * A session has been told that it subscribed too many symbols.
	 * @param session whose
	 * @return whether it is closed for that
	 */
	default boolean closesOnSymbolLimit(Session session) {
		return true;
	}

	/**
	 * The subscriptions of a session have changed.
	 * @param session whose
	 * @param texts all that stand now, such as {@code BTCUSDT@kline_1m}
	 */
	default void onSubscriptions(Session session, Set<String> texts) {
	}

	/**
	 * A frame of market data is about to go out.
	 * @param business whose market
	 * @param symbol of the market
	 * @return whether it is kept back
	 */
	default boolean mutes(Business business, String symbol) {
		return false;
	}

	/**
	 * A push was left out, because the client reads too slowly.
	 * @param session whose
	 */
	default void onSkipped(Session session) {
	}

	/**
	 * The timer looks at a session.
	 * @param session whose
	 * @param nowNs by the monotonic clock
	 * @return whether the session ends when its heartbeat is overdue
	 */
	default boolean onPulse(Session session, long nowNs) {
		return true;
	}

	/**
	 * A session's connection is gone.
	 * @param session the session
	 */
	default void onGone(Session session) {
	}

	/**
	 * A REST request is to be answered.
	 * @param request without its key
	 * @param body empty for a GET
	 * @param answer the answer by the protocol, as of the moment of the call
	 * @return the answer to give
	 */
	default Mono<RestReply> onRequest(UpgradeRequest request, String body, Supplier<RestReply> answer) {
		return Mono.fromSupplier(answer);
	}

	/** A subscribe or an unsubscribe. */
	interface Command {

		/**
		 * The client's name for it.
		 * @return the trace
		 */
		String trace();

		/**
		 * Does what it asks for.
		 * @return whether it was done, otherwise the client has been told why not
		 */
		boolean apply();

		/** Pushes the state of what it asks for at once. */
		void pushNow();

		/** Tells the client that it was done. */
		void acknowledge();

	}

	/**
	 * The answer to a REST request.
	 *
	 * @param status of HTTP
	 * @param body JSON as a rule
	 */
	record RestReply(int status, String body) {
	}

}
