package io.tickrelay.hub;

/**
 * Turns frames into the bytes of one transport. A frame is encoded at most once per
 * format, or once each by two lanes that meet it at the same instant. The same bytes go
 * to every client of the format, so they hold nothing of a single client. Safe for any
 * thread.
 */
public interface WireFormat {

	/** How many formats there may be. */
	int SLOTS = 3;

	/**
	 * This format's place in a frame's memory of encodings.
	 * @return 0 to {@link #SLOTS} - 1, different for each format
	 */
	int slot();

	/**
	 * Encodes a frame, transport framing included.
	 * @param frame any frame
	 * @return bytes that go to the socket as they are, none where the transport has no
	 * words for such a frame; never changed afterwards
	 */
	byte[] encode(Frame frame);

	/**
	 * Encodes a last known value for a joining client.
	 * @param last the value
	 * @param ageMs how long ago it was received, milliseconds
	 * @return bytes that go to the socket as they are
	 */
	byte[] encodeSnapshot(TickFrame last, long ageMs);

}
