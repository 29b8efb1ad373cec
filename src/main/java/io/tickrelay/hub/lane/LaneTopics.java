package io.tickrelay.hub.lane;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

import io.tickrelay.hub.Frame;
import io.tickrelay.hub.TickHub;
import io.tickrelay.hub.outbox.Outbox;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * The topics that a lane's clients have, each subscribed to while a client has it or
 * waits for it. Lives on the lane's loop.
 */
final class LaneTopics {

	private final TickHub hub;

	private final Paces paces;

	private final Consumer<Frame> frames;

	private final Map<Topic, LaneTopic> topics = new HashMap<>();

	private final Groups groups;

	/**
	 * Creates the lane's topics, of which there are none yet.
	 * @param hub where they come from
	 * @param loop the lane's
	 * @param paces of clients that want fewer updates
	 * @param frames takes what is said of them, on the emitters' threads
	 */
	LaneTopics(TickHub hub, LaneLoop loop, Paces paces, Consumer<Frame> frames) {
		this.hub = hub;
		this.paces = paces;
		this.frames = frames;
		this.groups = new Groups(loop, hub.counters(), this.topics::get);
	}

	Groups groups() {
		return this.groups;
	}

	@Nullable LaneTopic get(Topic topic) {
		return this.topics.get(topic);
	}

	void subscribe(Collection<Topic> wanted) {
		wanted.forEach((topic) -> this.topics.computeIfAbsent(topic, this::subscribe));
	}

	private LaneTopic subscribe(Topic topic) {
		return new LaneTopic(this.hub.open(topic), this.hub.clock(), this.hub.counters(), this.paces, this.groups,
				this.frames);
	}

	/** How many outages each topic has had so far; 0 without a subscription. */
	Map<Topic, Integer> outages(Collection<Topic> wanted) {
		Map<Topic, Integer> outages = new LinkedHashMap<>();
		for (Topic topic : wanted) {
			LaneTopic laneTopic = this.topics.get(topic);
			outages.put(topic, (laneTopic != null) ? laneTopic.outagesBegun() : 0);
		}
		return outages;
	}

	/**
	 * Gives up the topics that a client leaves and that no other client has or waits for.
	 */
	void leave(Outbox client, Collection<Topic> unwanted, PendingJoins pendingJoins) {
		for (Topic topic : unwanted) {
			LaneTopic laneTopic = this.topics.get(topic);
			if (laneTopic != null) {
				laneTopic.leave(client);
				if (laneTopic.isDeserted() && !pendingJoins.expect(topic)) {
					laneTopic.close();
					this.topics.remove(topic);
				}
			}
		}
	}

}
