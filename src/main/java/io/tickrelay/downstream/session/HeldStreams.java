package io.tickrelay.downstream.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.tickrelay.demand.Lease;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.contract.Rejections;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * The streams that one client has, within its own limit, within that of all clients
 * together, and within the upstream's plan. Lives on the loop of its session.
 */
final class HeldStreams {

	private final Lease lease;

	private final int most;

	private final StreamQuota room;

	private final Set<Topic> streams = new LinkedHashSet<>();

	/**
	 * Creates an empty set.
	 * @param lease holds the streams upstream
	 * @param most how many one client may have
	 * @param room the places of all clients
	 */
	HeldStreams(Lease lease, int most, StreamQuota room) {
		this.lease = lease;
		this.most = most;
		this.room = room;
	}

	/** A copy, in the order of subscription. */
	List<Topic> list() {
		return List.copyOf(this.streams);
	}

	boolean has(Topic topic) {
		return this.streams.contains(topic);
	}

	/**
	 * Adds those that there is room for.
	 * @param topics what is wanted
	 * @param rejections takes the others
	 * @return those of them that the client has now
	 */
	Set<Topic> add(Set<Topic> topics, Rejections rejections) {
		int had = this.streams.size();
		List<Topic> admitted = withinLimits(topics, rejections);
		int taken = gained(admitted);
		Lease.Admission admission = this.lease.add(admitted);
		admission.overQuota()
			.forEach((topic) -> rejections.add(topic.name(), ErrorCode.QUOTA,
					"The upstream's plan has no symbol left; try again when others have gone"));
		this.streams.addAll(admission.held());
		this.room.giveBack(taken - (this.streams.size() - had));
		return admission.held();
	}

	/**
	 * Adds all or none. That they are within the limit of one client is the caller's
	 * concern.
	 * @param topics what is wanted
	 * @return what there is no room in; null where all were added
	 */
	@Nullable ErrorCode addAll(Set<Topic> topics) {
		int gained = gained(topics);
		if (!this.room.take(gained)) {
			return ErrorCode.RATE_LIMITED;
		}
		if (!this.lease.addAll(topics)) {
			this.room.giveBack(gained);
			return ErrorCode.QUOTA;
		}
		this.streams.addAll(topics);
		return null;
	}

	void remove(Collection<Topic> topics) {
		this.lease.remove(topics);
		int had = this.streams.size();
		topics.forEach(this.streams::remove);
		this.room.giveBack(had - this.streams.size());
	}

	/** Lets all of them go, once. */
	void close() {
		this.lease.close();
		this.room.giveBack(this.streams.size());
	}

	/** Those that may be had; of each that is new a place is taken. */
	private List<Topic> withinLimits(Set<Topic> topics, Rejections rejections) {
		List<Topic> admitted = new ArrayList<>();
		int more = this.most - this.streams.size();
		for (Topic topic : topics) {
			if (this.streams.contains(topic)) {
				admitted.add(topic);
			}
			else if (more <= 0) {
				rejections.add(topic.name(), ErrorCode.SYMBOL_LIMIT,
						"One connection may have " + this.most + " streams; open another or unsubscribe some");
			}
			else if (this.room.take(1)) {
				more--;
				admitted.add(topic);
			}
			else {
				rejections.add(topic.name(), ErrorCode.RATE_LIMITED,
						"The relay is full: all its clients together have as many streams as they may; try again later");
			}
		}
		return admitted;
	}

	private int gained(Collection<Topic> topics) {
		return (int) topics.stream().filter((topic) -> !this.streams.contains(topic)).count();
	}

}
