package io.tickrelay.upstream.wire;

import java.util.HashMap;
import java.util.Map;

import io.tickrelay.tick.Business;
import io.tickrelay.tick.Channel;
import io.tickrelay.tick.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Finds the topic of a push without building it anew each time. Bounded, because the
 * symbols come from outside.
 */
final class Topics {

	private static final int MOST_SYMBOLS = 8192;

	private final Business business;

	private final Map<String, Map<Channel, Topic>> known = new HashMap<>();

	Topics(Business business) {
		this.business = business;
	}

	@Nullable Topic of(@Nullable String symbol, Channel channel) {
		if (symbol == null) {
			return null;
		}
		Map<Channel, Topic> channels = this.known.get(symbol);
		if (channels == null) {
			if (!Topic.isSymbol(symbol)) {
				return null;
			}
			if (this.known.size() >= MOST_SYMBOLS) {
				this.known.clear();
			}
			channels = new HashMap<>();
			this.known.put(symbol, channels);
		}
		return channels.computeIfAbsent(channel, (key) -> new Topic(this.business, symbol, key));
	}

}
