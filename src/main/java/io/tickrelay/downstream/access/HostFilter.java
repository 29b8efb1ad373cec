package io.tickrelay.downstream.access;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.netty.util.NetUtil;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.http.Problems;
import reactor.core.publisher.Mono;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Refuses requests that came by a strange name. A loaded page can have its own name point
 * at another machine (DNS rebinding), and is then of that machine's origin. An address
 * and the names of this machine itself can't be pointed elsewhere, and who shows no name
 * at all is no browser.
 */
public final class HostFilter implements WebFilter {

	private static final String THIS_MACHINE = "localhost";

	/** Without the dot of an absolute name, and without a port. */
	private static final Pattern NAME = Pattern.compile("(.*?)\\.?(?::\\d*)?");

	private final boolean anyName;

	private final List<String> names;

	private final Problems problems;

	/**
	 * Creates a filter.
	 * @param anyName whether nothing is to be guarded
	 * @param names the relay's own, whatever their case
	 * @param problems refuses others
	 */
	public HostFilter(boolean anyName, List<String> names, Problems problems) {
		this.anyName = anyName;
		this.names = names.stream().map((name) -> name.toLowerCase(Locale.ROOT)).toList();
		this.problems = problems;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		// Operators reach a port of their own by names of their own.
		if (admits(exchange.getRequest().getURI())
				|| WebServerApplicationContext.hasServerNamespace(exchange.getApplicationContext(), "management")) {
			return chain.filter(exchange);
		}
		return this.problems.refuse(exchange, HttpStatus.FORBIDDEN, ErrorCode.FORBIDDEN,
				"This relay is not known by the name that it was asked by; use its address or localhost, or add the"
						+ " name to relay.downstream.allowed-hosts",
				List.of());
	}

	/** Whether the name is the relay's own, or any will do. */
	public boolean admits(URI asked) {
		return this.anyName || isOwn(asked);
	}

	private boolean isOwn(URI asked) {
		// A browser takes names that are no host to the class of the JDK: a_b.example.
		String host = (asked.getHost() != null) ? asked.getHost() : asked.getRawAuthority();
		if (host == null) {
			return true;
		}
		Matcher parts = NAME.matcher(host.toLowerCase(Locale.ROOT));
		String name = parts.matches() ? parts.group(1) : host;
		return name.equals(THIS_MACHINE) || name.endsWith("." + THIS_MACHINE) || NetUtil.isValidIpV4Address(name)
				|| name.startsWith("[") || this.names.contains(name);
	}

}
