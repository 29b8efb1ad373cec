package io.tickrelay.hub.lane;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.tickrelay.hub.HubCounters;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.hub.outbox.Group;
import io.tickrelay.hub.outbox.Outbox;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * The groups of a lane's clients. A client that changes its topics is a group of its own
 * at once, because only then is its next frame right. A little later it joins the group
 * that wants the same. It is not compared at once, because a comparison visits all its
 * topics and the next change may follow. Lives on the lane's loop.
 */
final class Groups {

	private static final long REST_NS = TimeUnit.MILLISECONDS.toNanos(50);

	private final LaneLoop loop;

	private final HubCounters counters;

	private final Function<Topic, @Nullable LaneTopic> lane;

	private final Map<Group.Kind, Group> settled = new HashMap<>();

	/** Groups of one client whose topics have changed lately. */
	private final Set<Group> loose = new LinkedHashSet<>();

	private final Set<Group> touched = new LinkedHashSet<>();

	private boolean scheduled;

	Groups(LaneLoop loop, HubCounters counters, Function<Topic, @Nullable LaneTopic> lane) {
		this.loop = loop;
		this.counters = counters;
		this.lane = lane;
	}

	/** A client wants every update of a topic, as far as it keeps up. */
	void enter(Outbox client, LaneTopic topic, Delivery delivery) {
		Group alone = alone(client);
		alone.want(topic.topic(), delivery);
		topic.add(alone);
	}

	/** A client wants updates of a topic no longer, or in another way. */
	void quit(Outbox client, LaneTopic topic) {
		Group present = client.group();
		if (present == null || !present.topics().containsKey(topic.topic())) {
			return;
		}
		if (present.topics().size() == 1) {
			dismiss(client);
			return;
		}
		Group alone = alone(client);
		alone.forgo(topic.topic());
		topic.remove(alone);
	}

	/**
	 * A client wants none of these topics any more. Where they are all that it has, its
	 * group need not be taken apart first.
	 */
	void leave(Outbox client, Set<Topic> topics) {
		Group group = client.group();
		if (group != null && topics.containsAll(group.topics().keySet())) {
			dismiss(client);
		}
	}

	private void dismiss(Outbox client) {
		Group group = client.group();
		if (group != null) {
			group.remove(client);
			client.joined(null);
			if (group.size() == 0) {
				this.loose.remove(group);
				this.settled.remove(group.kind(), group);
				disband(group);
			}
		}
	}

	/** Sends what the drain has gathered. */
	void settle() {
		for (Group group : this.touched) {
			group.settle();
		}
		this.touched.clear();
	}

	/** Whether there is anything to send. */
	boolean isTouched() {
		return !this.touched.isEmpty();
	}

	private Group alone(Outbox client) {
		Group present = client.group();
		if (present != null && present.size() == 1) {
			// A group is looked up only once for all of its changes, because the lookup
			// visits all its topics. Afterwards the group may change, because it is no
			// key any more.
			if (!this.loose.contains(present)) {
				this.settled.remove(present.kind(), present);
				loosen(present);
			}
			return present;
		}
		Group alone = new Group(client.format(), this.counters, this.touched);
		this.counters.groups.increment();
		if (present != null) {
			present.remove(client);
			present.topics().forEach((topic, delivery) -> {
				alone.want(topic, delivery);
				of(topic).add(alone);
			});
		}
		alone.add(client);
		client.joined(alone);
		loosen(alone);
		return alone;
	}

	private void loosen(Group group) {
		this.loose.add(group);
		if (!this.scheduled) {
			this.loop.schedule(this::regroup, REST_NS);
			this.scheduled = true;
		}
	}

	private void regroup() {
		this.scheduled = false;
		List<Group> rested = new ArrayList<>(this.loose);
		this.loose.clear();
		for (Group group : rested) {
			Group same = this.settled.putIfAbsent(group.kind(), group);
			if (same != null) {
				merge(group, same);
			}
		}
	}

	private void merge(Group alone, Group others) {
		disband(alone);
		for (Outbox client : alone.members()) {
			others.add(client);
			client.joined(others);
		}
	}

	private void disband(Group group) {
		group.cut();
		this.counters.groups.decrement();
		group.topics().keySet().forEach((topic) -> of(topic).remove(group));
	}

	private LaneTopic of(Topic topic) {
		return Objects.requireNonNull(this.lane.apply(topic), () -> "The lane has left " + topic);
	}

}
