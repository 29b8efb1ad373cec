package io.tickrelay.downstream.rest;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import io.tickrelay.hub.StreamStatus.State;
import io.tickrelay.hub.StreamView;
import io.tickrelay.tick.Business;
import org.jspecify.annotations.Nullable;

import org.springframework.util.MultiValueMap;

/**
 * Which streams an operator wants to see.
 */
sealed interface StreamFilter {

	/** The number of streams that are listed without a {@code limit}. */
	int STANDARD_LIMIT = 1000;

	/** The most streams of one answer. */
	int HIGHEST_LIMIT = 10_000;

	/**
	 * The query can be followed.
	 *
	 * @param business only these, or null for all
	 * @param state only these, or null for all
	 * @param part what the name must hold, in lower case; may be empty
	 * @param limit the most to tell
	 */
	record Good(@Nullable Business business, @Nullable State state, String part, int limit) implements StreamFilter {

		boolean takes(StreamView view) {
			return (this.business == null || this.business.equals(view.topic().business()))
					&& (this.state == null || this.state == view.status().state());
		}

		boolean takes(String name) {
			return this.part.isEmpty() || name.toLowerCase(Locale.ROOT).contains(this.part);
		}

	}

	/**
	 * The query can't be followed.
	 *
	 * @param message what is wrong and what to do
	 */
	record Bad(String message) implements StreamFilter {
	}

	/**
	 * Reads a query.
	 * @param query the URL's parameters, decoded
	 * @param served the businesses that there are
	 * @return what it asks for
	 */
	static StreamFilter of(MultiValueMap<String, String> query, Set<Business> served) {
		String businessName = text(query, "business");
		Business business = served.stream().filter((one) -> one.name().equals(businessName)).findAny().orElse(null);
		if (business == null && !businessName.isEmpty()) {
			return new Bad("business is one of " + String.join(", ", served.stream().map(Business::name).toList()));
		}
		String stateName = text(query, "state");
		State state = Arrays.stream(State.values())
			.filter((one) -> one.text().equals(stateName))
			.findAny()
			.orElse(null);
		if (state == null && !stateName.isEmpty()) {
			return new Bad("state is one of "
					+ Arrays.stream(State.values()).map(State::text).collect(Collectors.joining(", ")));
		}
		int limit = limit(text(query, "limit"));
		if (limit < 1 || limit > HIGHEST_LIMIT) {
			return new Bad("limit is a whole number from 1 to " + HIGHEST_LIMIT);
		}
		return new Good(business, state, text(query, "q").toLowerCase(Locale.ROOT), limit);
	}

	private static int limit(String text) {
		if (text.isEmpty()) {
			return STANDARD_LIMIT;
		}
		try {
			return Integer.parseInt(text);
		}
		catch (NumberFormatException ex) {
			return -1;
		}
	}

	/** One that is left empty, as a form sends it, was not meant. */
	private static String text(MultiValueMap<String, String> query, String name) {
		String text = query.getFirst(name);
		return (text == null) ? "" : text.strip();
	}

}
