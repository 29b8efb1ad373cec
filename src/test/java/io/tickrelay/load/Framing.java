package io.tickrelay.load;

/**
 * How a transport's bytes are divided into messages. Without state: what is cut off at
 * the end of a read is offered again, with what follows.
 */
interface Framing {

	/**
	 * Takes what is whole.
	 * @param bytes what came, behind what was left of it the last time
	 * @param length how many of the bytes count
	 * @param messages receives what is in them, in order
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
		 * Notes that the relay said goodbye.
		 * @param code as in a WebSocket's close frame
		 */
		void onClose(int code);

		/** Notes what no relay should send. */
		void onStrangeBytes();

	}

}
