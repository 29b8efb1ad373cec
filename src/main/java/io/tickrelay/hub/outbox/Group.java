package io.tickrelay.hub.outbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.tickrelay.hub.Frame;
import io.tickrelay.hub.HubCounters;
import io.tickrelay.hub.WireFormat;
import io.tickrelay.tick.Topic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clients of one lane that want the same topics in the same way and format, and so get
 * the same bytes. What a drain has for them is gathered once and handed to each as one
 * write. A member whose socket can't take it puts the frames into its own outbox, until
 * that is empty again. Lives on the lane's loop.
 *
 * <pre>
 *  LaneTopic ─┐           ┌─▶ Outbox ─▶ socket      (a duplicate of one buffer)
 *  LaneTopic ─┴─▶ Batch ──┼─▶ Outbox ─▶ socket
 *                         └─▶ Outbox (behind: frame by frame into its queue)
 * </pre>
 */
public final class Group {

	// Beyond this size the sockets are given what there is, so that their writability is
	// true.
	private static final int LARGEST_BATCH = 48 * 1024;

	private static final Logger log = LoggerFactory.getLogger(Group.class);

	private final WireFormat format;

	private final HubCounters counters;

	// The lane's: groups whose members have something to send.
	private final Set<Group> touched;

	private final Map<Topic, Delivery> topics = new HashMap<>();

	private final List<Outbox> members = new ArrayList<>();

	private final Batch batch = new Batch();

	private boolean isHandingOver;

	/**
	 * Creates a group without members.
	 * @param format of all members
	 * @param counters count what is shared
	 * @param touched takes the group when it has something to send
	 */
	public Group(WireFormat format, HubCounters counters, Set<Group> touched) {
		this.format = format;
		this.counters = counters;
		this.touched = touched;
	}

	/** What the members want; not to be changed by the caller. */
	public Map<Topic, Delivery> topics() {
		return this.topics;
	}

	/** The key by which two groups would be one. */
	public Kind kind() {
		return new Kind(this.format, this.topics);
	}

	Delivery delivery(Topic topic) {
		return Objects.requireNonNull(this.topics.get(topic),
				() -> "A frame of " + topic + ", which no client here wants");
	}

	/**
	 * The members.
	 * @return the group's own list, for the loop alone
	 */
	public List<Outbox> members() {
		return this.members;
	}

	/**
	 * The number of members.
	 * @return how many there are
	 */
	public int size() {
		return this.members.size();
	}

	/**
	 * Takes a member in, from the next frame on.
	 * @param member wants what the others want
	 */
	public void add(Outbox member) {
		cut();
		this.members.add(member);
	}

	/**
	 * Lets a member go. The batch was handed to it before.
	 * @param member of this group
	 */
	public void remove(Outbox member) {
		cut();
		this.members.remove(member);
	}

	/**
	 * All members want a topic.
	 * @param topic what they want
	 * @param delivery how they want it
	 */
	public void want(Topic topic, Delivery delivery) {
		cut();
		this.topics.put(topic, delivery);
	}

	/**
	 * No member wants a topic any more.
	 * @param topic what they left
	 */
	public void forgo(Topic topic) {
		cut();
		this.topics.remove(topic);
	}

	/** Adds a frame to what the members get at the end of the drain. */
	public void onFrame(Frame frame) {
		byte[] bytes = frame.bytes(this.format);
		if (bytes.length == 0) {
			// The format has no words for this frame.
			return;
		}
		if (this.batch.isEmpty()) {
			this.touched.add(this);
		}
		this.batch.add(frame, bytes);
		if (this.batch.bytes() >= LARGEST_BATCH) {
			settle();
		}
	}

	/**
	 * Hands the batch over without sending it, because a message of one member's own is
	 * to follow.
	 */
	public void cut() {
		if (!this.batch.isEmpty() && !this.isHandingOver) {
			handOver(false);
		}
	}

	/** Hands the batch over and sends it. */
	public void settle() {
		handOver(true);
	}

	private void handOver(boolean sends) {
		this.isHandingOver = true;
		try {
			// A member that this ends leaves in a task of its own, see ClientLink.
			for (int i = 0; i < this.members.size(); i++) {
				handOver(this.members.get(i), sends);
			}
			this.counters.deliveries.add((long) this.members.size() * this.batch.size());
		}
		finally {
			this.batch.clear();
			this.isHandingOver = false;
		}
	}

	/** A bug in one member's way must not cost the others theirs. */
	private void handOver(Outbox member, boolean sends) {
		try {
			if (!this.batch.isEmpty()) {
				member.deliver(this.batch, this);
			}
			if (sends) {
				member.settle();
			}
		}
		catch (RuntimeException ex) {
			this.counters.failures.increment();
			log.atError().setCause(ex).log("A batch could not be handed to a client");
		}
	}

	/**
	 * The key of a group: two groups with the same key are one.
	 *
	 * @param format the members' format
	 * @param topics what they want and how; a group's own map, which rests while it is a
	 * key
	 */
	public record Kind(WireFormat format, Map<Topic, Delivery> topics) {
	}

}
