package io.tickrelay.downstream.contract;

import java.util.List;
import java.util.Objects;

import io.tickrelay.tick.Topic;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The rights of one credential. What is not said is {@code *}, all; an empty list is
 * nothing, and most likely a mistake. The views of operators are the one thing that has
 * to be granted.
 *
 * @param businesses whose streams it may have
 * @param symbols which symbols; {@code *} stands for any characters, and a business may
 * stand in front: {@code *.US}, {@code crypto:BTC*}
 * @param channels which channels, as in a stream's name; {@code kline} for all k-lines
 * @param maxStreams the most streams of one of its connections; null for what all may
 * have
 * @param maxConnections the most connections that it may have at a time; null for what
 * all may have
 * @param compat whether it may use the vendor's protocol
 * @param operator whether it may see what all clients have, the streams' stories and the
 * meters
 */
public record Entitlements(
		@DefaultValue(ANY) @Size(min = 1,
				max = 100) List<@Pattern(regexp = "\\*|[a-z]{1,20}",
						message = "is the name of a business") String> businesses,
		@DefaultValue(ANY) @Size(min = 1, max = 1000) List<@Pattern(regexp = "[\\x21-\\x7e]{1,64}",
				message = "is a symbol such as AAPL.US, or a pattern such as *.US or crypto:BTC*") String> symbols,
		@DefaultValue(ANY) @Size(min = 1,
				max = 20) List<@Pattern(regexp = "\\*|trade|depth|kline(_[0-9]{1,2}[mhdwMQY])?",
						message = "is trade, depth, kline or a k-line such as kline_1m") String> channels,
		@Nullable @Min(1) @Max(1_000_000) Integer maxStreams, @Nullable @Min(1) @Max(1_000_000) Integer maxConnections,
		@DefaultValue("true") boolean compat, @DefaultValue("false") boolean operator) {

	private static final String ANY = "*";

	private static final String KLINE = "kline";

	/** The rights of a client without a credential. */
	public static final Entitlements ALL = new Entitlements(List.of(ANY), List.of(ANY), List.of(ANY), null, null, true,
			true);

	/** Of a token that says nothing of it. */
	public static final Entitlements STREAMS = new Entitlements(List.of(ANY), List.of(ANY), List.of(ANY), null, null,
			true, false);

	/**
	 * Whether a stream may be had.
	 * @param topic the stream
	 * @return true where nothing speaks against it
	 */
	public boolean allow(Topic topic) {
		return isFree(this.businesses, topic.business().name()) && allowChannel(topic.channel().text())
				&& allowSymbol(topic);
	}

	/**
	 * The most streams of one connection.
	 * @param ofAll what a client without a limit of its own may have
	 * @return at least 1
	 */
	public int maxStreams(int ofAll) {
		return Objects.requireNonNullElse(this.maxStreams, ofAll);
	}

	/**
	 * The most connections.
	 * @param ofAll what a credential without a limit of its own may have
	 * @return at least 1
	 */
	public int maxConnections(int ofAll) {
		return Objects.requireNonNullElse(this.maxConnections, ofAll);
	}

	private boolean allowSymbol(Topic topic) {
		String named = topic.business().name() + ":" + topic.symbol();
		return this.symbols.stream()
			.anyMatch((pattern) -> matches(pattern, (pattern.indexOf(':') < 0) ? topic.symbol() : named));
	}

	/**
	 * Never takes longer than both lengths multiplied, as Spring's own matcher does: of
	 * the stars it only ever comes back to the last.
	 */
	private static boolean matches(String pattern, String text) {
		int p = 0;
		int star = -1;
		int resume = 0;
		int t = 0;
		while (t < text.length()) {
			if (p < pattern.length() && pattern.charAt(p) == '*') {
				star = p;
				p++;
				resume = t;
			}
			else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
				p++;
				t++;
			}
			else if (star >= 0) {
				p = star + 1;
				resume++;
				t = resume;
			}
			else {
				return false;
			}
		}
		return pattern.substring(p).chars().allMatch((c) -> c == '*');
	}

	private boolean allowChannel(String channel) {
		return isFree(this.channels, channel) || (channel.startsWith(KLINE) && this.channels.contains(KLINE));
	}

	private static boolean isFree(List<String> allowed, String name) {
		return allowed.contains(ANY) || allowed.contains(name);
	}

}
