package io.tickrelay.hub.outbox;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tickrelay.hub.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Frames that the clients of one group get alike, in their order. They are concatenated
 * once, into one buffer of just their size, when the first client takes them. A client
 * that can't take more looks at each frame instead. Lives on the loop of its lane.
 */
public final class Batch {

	// Netty's pooled allocator recycles duplicates. The adaptive one, its default, makes
	// a new object for each client and batch.
	private static final PooledByteBufAllocator ALLOCATOR = PooledByteBufAllocator.DEFAULT;

	private final List<Frame> frames = new ArrayList<>();

	private final List<byte[]> encoded = new ArrayList<>();

	private int bytes;

	private @Nullable ByteBuf content;

	/**
	 * The frames, one behind the other.
	 * @return a direct buffer that belongs to the batch: write a retained duplicate of it
	 */
	public ByteBuf content() {
		ByteBuf known = this.content;
		if (known == null) {
			known = ALLOCATOR.directBuffer(this.bytes, this.bytes);
			for (int i = 0; i < this.encoded.size(); i++) {
				known.writeBytes(this.encoded.get(i));
			}
			this.content = known;
		}
		return known;
	}

	/**
	 * Hands the frames on one by one.
	 * @param taker takes whole transport frames
	 */
	public void forEach(Consumer<byte[]> taker) {
		this.encoded.forEach(taker);
	}

	void add(Frame frame, byte[] bytesOfFrame) {
		this.frames.add(frame);
		this.encoded.add(bytesOfFrame);
		this.bytes += bytesOfFrame.length;
	}

	List<Frame> frames() {
		return this.frames;
	}

	int size() {
		return this.frames.size();
	}

	boolean isEmpty() {
		return this.frames.isEmpty();
	}

	int bytes() {
		return this.bytes;
	}

	/** Releases everything. The holder of a duplicate keeps what it needs. */
	void clear() {
		this.frames.clear();
		this.encoded.clear();
		this.bytes = 0;
		if (this.content != null) {
			this.content.release();
			this.content = null;
		}
	}

}
