package io.tickrelay.tick;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.tickrelay.tick.ParsedTopic.Fault;
import io.tickrelay.tick.ParsedTopic.Invalid;
import io.tickrelay.tick.ParsedTopic.Valid;
import org.jspecify.annotations.Nullable;

/**
 * Reads stream names of the form {@code [business:]SYMBOL@channel}. Safe for any thread.
 */
public final class TopicParser {

	private static final int LONGEST_ECHO = 80;

	private static final String CASE_SENSITIVE = "Symbols are case-sensitive: write ";

	private final Set<Business> businesses;

	private final SymbolResolver symbols;

	/**
	 * Creates a parser.
	 * @param businesses the businesses that this relay serves
	 * @param symbols what is known of symbols
	 */
	public TopicParser(Set<Business> businesses, SymbolResolver symbols) {
		this.businesses = new TreeSet<>(businesses);
		this.symbols = symbols;
	}

	/**
	 * A parser for streams that a client has already. A symbol may have left the product
	 * list since, and its stream must still be readable, so that the client can give it
	 * up.
	 * @return a parser that calls no symbol unknown
	 */
	public TopicParser ofStreamsHeld() {
		return new TopicParser(this.businesses, this.symbols.ofStreamsHeld());
	}

	/**
	 * The businesses that this relay serves.
	 * @return an unmodifiable set, sorted
	 */
	public Set<Business> businesses() {
		return Collections.unmodifiableSet(this.businesses);
	}

	/**
	 * Reads one name.
	 * @param text what was typed; never trusted
	 * @return the topic, or what is wrong and what to do
	 */
	public ParsedTopic parse(String text) {
		int at = text.lastIndexOf('@');
		int colon = text.indexOf(':');
		String symbol = text.substring(colon + 1, Math.max(at, colon + 1));
		if (at <= colon || !Topic.isSymbol(symbol)) {
			return invalid(text, Fault.MALFORMED,
					"A stream is spelled [business:]SYMBOL@channel, such as BTCUSDT@trade or stock:AAPL.US@depth");
		}
		Channel channel = Channel.parse(text.substring(at + 1));
		if (channel == null) {
			return unknownChannel(text, text.substring(0, colon + 1), symbol, text.substring(at + 1));
		}
		return (colon >= 0) ? withBusiness(text, text.substring(0, colon), symbol, channel)
				: withoutBusiness(text, symbol, channel);
	}

	/**
	 * Reads the name of a business.
	 * @param name what was typed; never trusted
	 * @return the business, or null where this relay serves none of that name
	 */
	public @Nullable Business business(String name) {
		if (Business.isName(name)) {
			Business business = new Business(name);
			return this.businesses.contains(business) ? business : null;
		}
		return null;
	}

	/**
	 * Names the businesses, for messages to people.
	 * @return such as {@code common, crypto, stock}
	 */
	public String servedBusinesses() {
		return String.join(", ", this.businesses.stream().map(Business::name).toList());
	}

	private ParsedTopic withBusiness(String text, String name, String symbol, Channel channel) {
		Business business = business(name);
		if (business != null) {
			return listed(text, new Topic(business, symbol, channel));
		}
		Business small = business(name.toLowerCase(Locale.ROOT));
		String served = "This relay serves the businesses " + servedBusinesses();
		return invalid(text, Fault.UNKNOWN_BUSINESS, (small == null) ? served
				: served + ", in small letters: write " + small + ":" + spelled(small, symbol) + "@" + channel.text());
	}

	private Invalid unknownChannel(String text, String prefix, String symbol, String typed) {
		String channels = "The channels are " + String.join(" ", Channel.texts()) + ", spelled exactly so";
		Business business = prefix.isEmpty() ? null : business(prefix.substring(0, prefix.length() - 1));
		String before = prefix + spelled(business, symbol) + "@";
		List<String> alike = Channel.texts().stream().filter(typed::equalsIgnoreCase).map(before::concat).toList();
		boolean proposes = !alike.isEmpty() && (business != null || prefix.isEmpty());
		return invalid(text, Fault.UNKNOWN_CHANNEL,
				proposes ? channels + ": write " + String.join(" or ", alike) : channels);
	}

	private String spelled(@Nullable Business business, String symbol) {
		return this.symbols.spelled(business, symbol).orElse(symbol);
	}

	private ParsedTopic withoutBusiness(String text, String symbol, Channel channel) {
		Business business = this.symbols.apply(symbol);
		Optional<String> spelled = this.symbols.spelled(null, symbol);
		if (business == null && spelled.isPresent()) {
			return invalid(text, Fault.AMBIGUOUS_SYMBOL, CASE_SENSITIVE + spelled.get() + "@" + channel.text());
		}
		if (business == null) {
			Optional<List<String>> instead = this.symbols.instead(null, symbol);
			if (instead.isPresent()) {
				return unknown(text, symbol, channel, instead.get());
			}
			return invalid(text, Fault.AMBIGUOUS_SYMBOL,
					"The symbol's form does not tell its business: write it" + " before the symbol, as in common:"
							+ symbol + "@" + channel.text() + ". Served are " + servedBusinesses());
		}
		if (!this.businesses.contains(business)) {
			return invalid(text, Fault.UNKNOWN_BUSINESS, "The symbol belongs to the business " + business
					+ ", which this relay does not serve. Served are " + servedBusinesses());
		}
		return listed(text, new Topic(business, symbol, channel));
	}

	private ParsedTopic listed(String text, Topic topic) {
		Optional<String> spelled = this.symbols.spelled(topic.business(), topic.symbol());
		if (spelled.isPresent()) {
			return invalid(text, Fault.UNKNOWN_SYMBOL,
					CASE_SENSITIVE + topic.business() + ":" + spelled.get() + "@" + topic.channel().text());
		}
		return this.symbols.instead(topic.business(), topic.symbol())
			.<ParsedTopic>map((instead) -> unknown(text, topic.symbol(), topic.channel(), instead))
			.orElseGet(() -> new Valid(topic));
	}

	private static Invalid unknown(String text, String symbol, Channel channel, List<String> instead) {
		String message = "The upstream's product list has no " + symbol;
		return invalid(text, Fault.UNKNOWN_SYMBOL,
				instead.isEmpty() ? message + "; search it with /v1/symbols?q=" : message + ". Near it are "
						+ String.join(", ", instead.stream().map((near) -> near + "@" + channel.text()).toList()));
	}

	private static Invalid invalid(String text, Fault fault, String message) {
		return new Invalid((text.length() <= LONGEST_ECHO) ? text : shortened(text), fault, message);
	}

	private static String shortened(String text) {
		// A text is not cut within a surrogate pair, because no encoder takes half a
		// character.
		boolean split = Character.isHighSurrogate(text.charAt(LONGEST_ECHO - 1));
		return text.substring(0, split ? LONGEST_ECHO - 1 : LONGEST_ECHO);
	}

}
