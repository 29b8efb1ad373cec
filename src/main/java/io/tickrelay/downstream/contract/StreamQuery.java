package io.tickrelay.downstream.contract;

import java.util.ArrayList;
import java.util.List;

import io.tickrelay.hub.lane.SubscribeOptions;
import io.tickrelay.hub.outbox.Delivery;
import org.jspecify.annotations.Nullable;

import org.springframework.util.MultiValueMap;

/**
 * The query of a stream's URL.
 */
public sealed interface StreamQuery {

	/** The most streams that two lists may make: a short URL could else name millions. */
	int MOST_PRODUCTS = 10_000;

	/**
	 * A page adds one or two names of its own; each costs a comparison with all known.
	 */
	int MOST_STRANGE_NAMES = 32;

	/**
	 * The parameters of a stream's URL, but for the id to resume from. Libraries spell
	 * that one in many ways, and add it only when they come back.
	 */
	List<String> PARAMETERS = List.of("streams", "symbols", "channels", "mode", "rate", "snapshot", "stats", "ping",
			"ticket");

	/**
	 * The query can be followed.
	 *
	 * @param names the streams, as they were typed
	 * @param terms how they are wanted
	 * @param stats whether to tell the client how it fares
	 * @param ping whether to tell the client now and then that its connection stands
	 */
	record Good(List<String> names, SubscribeOptions terms, boolean stats, boolean ping) implements StreamQuery {

		/**
		 * The same for a client that comes back.
		 * @param lastEventId the receive time of the last tick that it has; null where it
		 * begins anew
		 * @return the query, resuming
		 */
		public Good resumingAfter(@Nullable Long lastEventId) {
			return (lastEventId == null) ? this
					: new Good(this.names,
							new SubscribeOptions(this.terms.delivery(), this.terms.snapshot(), lastEventId), this.stats,
							this.ping);
		}

	}

	/**
	 * The query can't be followed.
	 *
	 * @param message what is wrong and what to do
	 */
	record Bad(String message) implements StreamQuery {
	}

	/**
	 * Reads a query, but for the place to resume from: see {@link LastEventIds}.
	 * @param query the URL's parameters, decoded
	 * @param standard the transport's own delivery
	 * @return what it asks for
	 */
	static StreamQuery of(MultiValueMap<String, String> query, Delivery standard) {
		String slip = slip(query, PARAMETERS);
		if (slip != null) {
			return new Bad(slip);
		}
		String mode = query.getFirst("mode");
		if (mode != null && delivery(mode, null) == null) {
			return new Bad("mode is all or conflate");
		}
		String rate = query.getFirst("rate");
		Integer perSecond = (rate == null) ? null : rate(rate);
		if (rate != null && perSecond == null) {
			return new Bad("rate is a whole number of updates a second, from 1 to " + Delivery.Rated.MOST
					+ "; without it every update is sent as long as the client keeps up");
		}
		Delivery delivery = delivery(mode, perSecond);
		for (String flag : List.of("snapshot", "stats", "ping")) {
			// One without "=" has no value.
			if (query.containsKey(flag) && !List.of("true", "false").contains(String.valueOf(query.getFirst(flag)))) {
				return new Bad(flag + " is true or false");
			}
		}
		List<String> symbols = items(query, "symbols");
		List<String> channels = items(query, "channels");
		if ((long) symbols.size() * channels.size() > MOST_PRODUCTS) {
			return new Bad("symbols and channels make more than " + MOST_PRODUCTS + " streams; name fewer");
		}
		List<String> names = new ArrayList<>(items(query, "streams"));
		symbols.forEach((symbol) -> channels.forEach((channel) -> names.add(symbol + "@" + channel)));
		return new Good(names,
				new SubscribeOptions((delivery != null) ? delivery : standard,
						!"false".equals(query.getFirst("snapshot")), null),
				"true".equals(query.getFirst("stats")), "true".equals(query.getFirst("ping")));
	}

	/**
	 * Reads a rate.
	 * @param text what was typed
	 * @return updates a second; null where it is none that can be had
	 */
	static @Nullable Integer rate(String text) {
		int perSecond = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
		return (perSecond >= 1 && perSecond <= Delivery.Rated.MOST) ? perSecond : null;
	}

	/**
	 * Reads what to do when a client is slow. A rate alone is a request to conflate;
	 * beside {@code all}, which merges nothing, it has no effect.
	 * @param mode what was typed, or null
	 * @param perSecond a rate, or null
	 * @return null where neither was given, or the mode is neither {@code all} nor
	 * {@code conflate}
	 */
	static @Nullable Delivery delivery(@Nullable String mode, @Nullable Integer perSecond) {
		Delivery conflated = (perSecond == null) ? Delivery.CONFLATE : new Delivery.Rated(perSecond);
		return switch (mode) {
			case "all" -> Delivery.ALL;
			case "conflate" -> conflated;
			case null -> (perSecond == null) ? null : conflated;
			default -> null;
		};
	}

	/**
	 * Looks for a parameter that is a slip of a known one. Other unknown parameters are
	 * none of the relay's business: pages add some against caches.
	 * @param query the URL's parameters, decoded
	 * @param known the parameters that have a meaning there
	 * @return what is wrong and what to do; null where nothing is
	 */
	static @Nullable String slip(MultiValueMap<String, String> query, List<String> known) {
		return query.keySet()
			.stream()
			.filter((name) -> !known.contains(name))
			.limit(MOST_STRANGE_NAMES)
			.flatMap((name) -> NearNames.slip(name, known)
				.map((meant) -> "There is no parameter " + name + " here; the nearest is " + meant)
				.stream())
			.findFirst()
			.orElse(null);
	}

	/**
	 * Reads a list of names.
	 * @param query the URL's parameters, decoded
	 * @param name the parameter, which may be there several times
	 * @return its items without empty ones
	 */
	static List<String> items(MultiValueMap<String, String> query, String name) {
		return query.getOrDefault(name, List.of())
			.stream()
			.filter((list) -> list != null)
			.flatMap((list) -> List.of(list.split(",")).stream())
			.map(String::strip)
			.filter((item) -> !item.isEmpty())
			.toList();
	}

}
