package io.tickrelay.downstream.contract;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.tickrelay.tick.ParsedTopic;
import io.tickrelay.tick.Topic;
import io.tickrelay.tick.TopicParser;

/**
 * The streams that a client named, sorted into those that exist in this relay's world and
 * those that do not.
 *
 * @param topics each once, in the order of naming
 * @param rejections what is wrong with the others
 */
public record RequestedStreams(Set<Topic> topics, List<Rejection> rejections) {

	/**
	 * Reads names.
	 * @param parser reads one name
	 * @param names what the client typed; blank ones are passed over
	 * @return the requested streams, empty where no name was left; the last rejection
	 * tells how many more there would be
	 */
	public static RequestedStreams of(TopicParser parser, Collection<String> names) {
		Set<Topic> topics = new LinkedHashSet<>();
		Rejections rejections = new Rejections(List.of());
		for (String name : names) {
			if (!name.isBlank()) {
				switch (parser.parse(name.strip())) {
					case ParsedTopic.Valid(Topic topic) -> topics.add(topic);
					case ParsedTopic.Invalid(String text, var fault, String message) ->
						rejections.add(text, ErrorCode.of(fault), message);
				}
			}
		}
		return new RequestedStreams(topics, rejections.list());
	}

	/**
	 * The part of the requested streams that the caller is entitled to.
	 * @param entitlements what he may have
	 * @return the streams that may be granted, and the others rejected
	 */
	public RequestedStreams within(Entitlements entitlements) {
		if (this.topics.stream().allMatch(entitlements::allow)) {
			return this;
		}
		Set<Topic> allowed = new LinkedHashSet<>();
		Rejections rejected = new Rejections(this.rejections);
		for (Topic topic : this.topics) {
			if (entitlements.allow(topic)) {
				allowed.add(topic);
			}
			else {
				rejected.add(topic.name(), ErrorCode.NOT_ENTITLED,
						"This credential may not have this stream; show one that may");
			}
		}
		return new RequestedStreams(allowed, rejected.list());
	}

	/**
	 * Whether nothing at all was named.
	 * @return true for a list of blanks
	 */
	public boolean isEmpty() {
		return this.topics.isEmpty() && this.rejections.isEmpty();
	}

}
