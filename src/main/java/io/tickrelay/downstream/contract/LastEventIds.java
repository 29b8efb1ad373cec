package io.tickrelay.downstream.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.util.MultiValueMap;

/**
 * Finds the last event that a client has among all ids that its request names. Polyfills
 * of {@code EventSource} add a newer id to a URL that holds an older one. A browser adds
 * the header to both. The newest id that this relay gave counts. Stateless, hence safe
 * for any thread.
 */
public final class LastEventIds {

	private static final String HEADER = "Last-Event-ID";

	/** Parameters, in lower case and without what separates their words. */
	private static final List<String> PARAMETERS = List.of("lasteventid", "resumeafter");

	private static final Pattern SEPARATORS = Pattern.compile("[-_]");

	private static final Pattern ID = Pattern.compile("[0-9]{1,18}");

	private final LongPredicate given;

	/**
	 * Creates a finder.
	 * @param given whether a number may be an id of this relay's present life
	 */
	public LastEventIds(LongPredicate given) {
		this.given = given;
	}

	/**
	 * Finds the id to resume after.
	 * @param headers the request's headers
	 * @param query the URL's parameters, decoded
	 * @return null where no id was sent; 0 where none of those sent is a number. That is
	 * answered as an id of another time is: a browser would never come back from an error
	 */
	public @Nullable Long newest(HttpHeaders headers, MultiValueMap<String, String> query) {
		Long newest = null;
		for (String text : named(headers, query)) {
			long id = ID.matcher(text).matches() ? Long.parseLong(text) : 0;
			if (newest == null || isBetter(id, newest)) {
				newest = id;
			}
		}
		return newest;
	}

	/** An id of the future is newer than all others and says nothing. */
	private boolean isBetter(long id, long other) {
		boolean ours = this.given.test(id);
		return (ours == this.given.test(other)) ? id > other : ours;
	}

	/** Proxies may join fields of one name by a comma. */
	private static List<String> named(HttpHeaders headers, MultiValueMap<String, String> query) {
		Stream<String> parameters = query.entrySet()
			.stream()
			.filter((parameter) -> isParameter(parameter.getKey()))
			.map(Map.Entry::getValue)
			.flatMap(List::stream);
		return Stream.concat(headers.getOrEmpty(HEADER).stream(), parameters)
			.filter((value) -> value != null)
			.flatMap((value) -> Arrays.stream(value.split(",")))
			.map(String::strip)
			.filter((id) -> !id.isEmpty())
			.toList();
	}

	private static boolean isParameter(String name) {
		return PARAMETERS.contains(SEPARATORS.matcher(name).replaceAll("").toLowerCase(Locale.ROOT));
	}

}
