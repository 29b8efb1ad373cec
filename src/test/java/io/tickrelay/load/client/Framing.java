package io.tickrelay.load.client;

/**
 * The division of a transport's bytes into messages. It has no state: a message that is
 * cut off at the end of a read is offered again, with the bytes that follow.
 */
public interface Framing {

	/**
	 * Takes all whole messages.
	 * @param bytes the bytes that came, behind those left the last time
	 * @param length how many of the bytes count
	 * @param messages receives the messages, in order
	 * @return how many bytes were taken; the others are the beginning of something
	 */
	int take(byte[] bytes, int length, Messages messages);

	/** Reads a connection's messages. */
	interface Messages {

		/**
		 * Takes one JSON object.
		 * @param bytes where it is; not to be kept
		 * @param from its first byte
		 * @param to the byte behind its last
		 */
		void onMessage(byte[] bytes, int from, int to);

		/**
		 * Answers a ping.
		 * @param payload what it held
		 */
		void onPing(byte[] payload);

		/**
		 * Notes the relay's close.
		 * @param code as in a WebSocket's close frame
		 */
		void onClose(int code);

		/** Notes bytes that no relay should send. */
		void onStrangeBytes();

	}

}
