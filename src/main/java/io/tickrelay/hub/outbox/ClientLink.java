package io.tickrelay.hub.outbox;

/**
 * The way from an {@link Outbox} to its client's socket. All methods run on the loop that
 * owns both, in the midst of a lane's work. None may call the lane back, so an end that
 * follows from one of them is for a later task of the loop.
 */
public interface ClientLink {

	/**
	 * Whether the socket keeps up. Where it does not, the outbox queues within its
	 * bounds. The transport would queue without any.
	 * @return whether a write would go on its way
	 */
	boolean isWritable();

	/**
	 * Adds bytes to the batch that the next {@link #flush()} sends.
	 * @param bytes whole transport frames; read only, kept no longer than this call
	 */
	void write(byte[] bytes);

	/**
	 * Adds frames that other clients get as well, as if each was written alone.
	 * @param batch whole transport frames; read only, kept no longer than this call
	 */
	default void write(Batch batch) {
		batch.forEach(this::write);
	}

	/**
	 * Sends the batch.
	 */
	void flush();

	/**
	 * The outbox has passed its bound and takes no more; end the client.
	 */
	void overflowed();

}
