package io.tickrelay.downstream;

import java.util.ArrayList;
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
public record Wishes(Set<Topic> topics, List<Rejection> rejections) {

	/**
	 * How many wrong names are told one by one. What is said of each is longer than the
	 * name, so that a message of nothing else would make an answer of megabytes.
	 */
	static final int MOST_REJECTIONS = 1000;

	/**
	 * Reads names.
	 * @param parser reads one name
	 * @param names what the client typed; blank ones are passed over
	 * @return the wishes, empty where no name was left; the last rejection tells how many
	 * more there would be
	 */
	public static Wishes of(TopicParser parser, Collection<String> names) {
		Set<Topic> topics = new LinkedHashSet<>();
		List<Rejection> rejections = new ArrayList<>();
		int untold = 0;
		for (String name : names) {
			if (!name.isBlank()) {
				switch (parser.parse(name.strip())) {
					case ParsedTopic.Valid(Topic topic) -> topics.add(topic);
					case ParsedTopic.Invalid(String text, var fault, String message) -> {
						if (rejections.size() < MOST_REJECTIONS) {
							rejections.add(new Rejection(text, ErrorCode.of(fault), message));
						}
						else {
							untold++;
						}
					}
				}
			}
		}
		if (untold > 0) {
			Rejection last = rejections.removeLast();
			rejections.add(new Rejection(last.stream(), last.code(),
					last.message() + "; " + untold + " more names are wrong and not listed"));
		}
		return new Wishes(topics, rejections);
	}

	/**
	 * Whether nothing at all was named.
	 * @return true for a list of blanks
	 */
	public boolean isEmpty() {
		return this.topics.isEmpty() && this.rejections.isEmpty();
	}

}
