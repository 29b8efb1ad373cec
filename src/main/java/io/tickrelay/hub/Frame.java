package io.tickrelay.hub;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * One message of a stream on its way to every client of it: immutable but for the
 * encodings that it remembers. The bytes are on the heap, because a last value or a slow
 * client's queue may keep a frame for long. The garbage collector then counts the
 * references.
 */
public abstract sealed class Frame permits TickFrame, StatusFrame, GapFrame {

	private static final VarHandle ENCODED = MethodHandles.arrayElementVarHandle(byte[][].class);

	private final Topic topic;

	private final long life;

	private final byte @Nullable [][] encoded = new byte[WireFormat.SLOTS][];

	Frame(Topic topic, long life) {
		this.topic = topic;
		this.life = life;
	}

	/**
	 * The life of the topic to which this belongs. A topic that was dropped and is wanted
	 * again begins anew, while the former life's last frames may still be on their way.
	 */
	public final long life() {
		return this.life;
	}

	/**
	 * The stream.
	 * @return its topic
	 */
	public final Topic topic() {
		return this.topic;
	}

	/**
	 * The bytes of this frame in a format, made at the first call.
	 * @param format the format
	 * @return shared bytes; read only
	 */
	public final byte[] bytes(WireFormat format) {
		byte[] known = (byte[]) ENCODED.getAcquire(this.encoded, format.slot());
		if (known == null) {
			known = format.encode(this);
			ENCODED.setRelease(this.encoded, format.slot(), known);
		}
		return known;
	}

}
