package io.tickrelay.downstream.compat;

import java.net.URI;

import io.tickrelay.downstream.contract.CompatDoor;
import io.tickrelay.tick.Business;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Takes the client's key out of the URL, where the vendor's protocol has it, and puts it
 * into a header. It runs before any component that may log the URL: Spring does, with
 * every error behind a handler. Of the query nothing is left but the business.
 */
final class KeyOutOfUrl implements HttpHandlerDecoratorFactory {

	/**
	 * As the mapping of handlers reads it: {@code /%77s} and {@code /ws;x} are the same.
	 */
	private static final PathPattern PATH = PathPatternParser.defaultInstance.parse(CompatDoor.PATH);

	@Override
	public HttpHandler apply(HttpHandler next) {
		return (request, response) -> next.handle(withoutKey(request), response);
	}

	private static ServerHttpRequest withoutKey(ServerHttpRequest request) {
		if (!PATH.matches(request.getPath().pathWithinApplication())) {
			return request;
		}
		MultiValueMap<String, String> query = request.getQueryParams();
		String key = query.getFirst(CompatDoor.KEY);
		ServerHttpRequest.Builder builder = request.mutate()
			.uri(harmless(request.getURI(), query.getFirst(CompatHandler.BUSINESS)));
		return ((key != null) ? builder.header(CompatDoor.KEY_HEADER, key) : builder).build();
	}

	private static URI harmless(URI uri, @Nullable String business) {
		boolean named = business != null && Business.isName(business);
		// Not by a builder: that loses names that are no host's to the JDK.
		String server = (uri.getRawAuthority() != null) ? uri.getScheme() + "://" + uri.getRawAuthority() : "";
		return URI.create(server + uri.getRawPath() + (named ? "?" + CompatHandler.BUSINESS + "=" + business : ""));
	}

}
