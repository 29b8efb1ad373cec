package io.tickrelay.downstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.tickrelay.hub.Delivery;
import org.jspecify.annotations.Nullable;

import org.springframework.util.MultiValueMap;

/**
 * The query of a stream's URL.
 */
public sealed interface StreamQuery {

	/** The most streams that two lists may make: a short URL could else name millions. */
	int MOST_PRODUCTS = 10_000;

	/**
	 * The query can be followed.
	 *
	 * @param names the streams, as they were typed
	 * @param delivery what to do when the client is slow
	 * @param snapshot whether to send last values
	 */
	record Good(List<String> names, Delivery delivery, boolean snapshot) implements StreamQuery {
	}

	/**
	 * The query can't be followed.
	 *
	 * @param message what is wrong and what to do
	 */
	record Bad(String message) implements StreamQuery {
	}

	/**
	 * Reads a query.
	 * @param query the URL's parameters, decoded
	 * @param standard the transport's own delivery
	 * @return what it asks for
	 */
	static StreamQuery of(MultiValueMap<String, String> query, Delivery standard) {
		String mode = query.getFirst("mode");
		Delivery delivery = (mode == null) ? standard : delivery(mode);
		if (delivery == null) {
			return new Bad("mode is all or conflate");
		}
		String snapshot = query.getFirst("snapshot");
		if (snapshot != null && !Set.of("true", "false").contains(snapshot)) {
			return new Bad("snapshot is true or false");
		}
		if (query.containsKey("rate")) {
			// Better refused than ignored: the client would get more than it can take.
			return new Bad("rate is not available yet; leave it out and use mode=conflate");
		}
		List<String> symbols = items(query, "symbols");
		List<String> channels = items(query, "channels");
		if ((long) symbols.size() * channels.size() > MOST_PRODUCTS) {
			return new Bad("symbols and channels make more than " + MOST_PRODUCTS + " streams; name fewer");
		}
		List<String> names = new ArrayList<>(items(query, "streams"));
		symbols.forEach((symbol) -> channels.forEach((channel) -> names.add(symbol + "@" + channel)));
		return new Good(names, delivery, !"false".equals(snapshot));
	}

	/**
	 * Reads the name of a delivery.
	 * @param mode what was typed
	 * @return null for neither {@code all} nor {@code conflate}
	 */
	static @Nullable Delivery delivery(String mode) {
		return switch (mode) {
			case "all" -> Delivery.ALL;
			case "conflate" -> Delivery.CONFLATE;
			default -> null;
		};
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
