package io.tickrelay.downstream.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.tickrelay.downstream.contract.SubscribeResult;
import io.tickrelay.downstream.contract.Rejection;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Divides an answer into messages of which none passes 32 KiB, the least that WebSocket
 * libraries take. Used for one answer.
 */
final class AckParts {

	/**
	 * What a message may hold beside its names: type, op and id, and the frame's head.
	 */
	private static final int ENVELOPE = 1024;

	private static final int MOST_BYTES = 32 * 1024 - ENVELOPE;

	/** Quotes and a comma. */
	private static final int NAME_SYNTAX = 3;

	/** A rejection's other fields, all names and values together. */
	private static final int REJECTION_SYNTAX = 128;

	/** Of a character that JSON has to write as a number. */
	private static final int ESCAPE = 6;

	private final List<Part> parts = new ArrayList<>();

	private List<Topic> accepted = new ArrayList<>();

	private List<Rejection> rejections = new ArrayList<>();

	private List<Topic> current = new ArrayList<>();

	private int bytes;

	private AckParts() {
	}

	/**
	 * Divides an answer.
	 * @param subscribeResult what the client got
	 * @param current what it has now; null where that is not told
	 * @return one part at least; the last one tells of {@code current} even where that is
	 * nothing
	 */
	static List<Part> of(SubscribeResult subscribeResult, @Nullable Collection<Topic> current) {
		AckParts ack = new AckParts();
		for (Topic topic : subscribeResult.accepted()) {
			ack.makeRoom(size(topic.name()));
			ack.accepted.add(topic);
		}
		for (Rejection rejection : subscribeResult.rejections()) {
			ack.makeRoom(REJECTION_SYNTAX + size(rejection.stream()) + size(rejection.message()));
			ack.rejections.add(rejection);
		}
		if (current != null) {
			for (Topic topic : current) {
				ack.makeRoom(size(topic.name()));
				ack.current.add(topic);
			}
		}
		ack.close(current != null, false);
		return ack.parts;
	}

	private void makeRoom(int more) {
		if (this.bytes > 0 && this.bytes + more > MOST_BYTES) {
			close(!this.current.isEmpty(), true);
		}
		this.bytes += more;
	}

	private void close(boolean withCurrent, boolean more) {
		this.parts.add(new Part(this.accepted, this.rejections, withCurrent ? this.current : null, more));
		this.accepted = new ArrayList<>();
		this.rejections = new ArrayList<>();
		this.current = new ArrayList<>();
		this.bytes = 0;
	}

	/** The most bytes that a text can have in JSON. */
	static int size(String text) {
		int bytes = text.getBytes(StandardCharsets.UTF_8).length + NAME_SYNTAX;
		for (int i = 0; i < text.length(); i++) {
			char next = text.charAt(i);
			if (next < ' ' || next == '"' || next == '\\') {
				bytes += ESCAPE - 1;
			}
		}
		return bytes;
	}

	/**
	 * One message of an answer.
	 *
	 * @param accepted what the client got, as far as it is told here
	 * @param rejections what it did not get, as far as it is told here
	 * @param current what it has now, as far as it is told here; null where it is not
	 * @param more whether another part follows
	 */
	record Part(List<Topic> accepted, List<Rejection> rejections, @Nullable List<Topic> current, boolean more) {
	}

}
