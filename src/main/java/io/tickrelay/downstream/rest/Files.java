package io.tickrelay.downstream.rest;

import java.util.List;
import java.util.Map;

import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.http.Problems;
import reactor.core.publisher.Mono;

import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.resource.ResourceWebHandler;
import org.springframework.web.server.ServerWebExchange;

/**
 * The page and its parts, and the documents: read with GET or HEAD, and nothing else. The
 * page is also what is at the root.
 */
final class Files extends ResourceWebHandler {

	private static final String METHODS = "GET, HEAD";

	private static final String PAGE = "index.html";

	private final Problems problems;

	Files(Resource root, Problems problems) {
		this.problems = problems;
		setLocations(List.of(root));
		// Spring's list of endings does not have this one (RFC 9512).
		setMediaTypes(Map.of("yaml", MediaType.APPLICATION_YAML));
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange) {
		HttpMethod method = exchange.getRequest().getMethod();
		if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
			return super.handle(whole(exchange));
		}
		return getResource(exchange).hasElement().flatMap((there) -> there ? refuse(exchange) : super.handle(exchange));
	}

	/**
	 * A file is sent whole: it is small, and a Range that can't be read would be an
	 * error.
	 */
	private static ServerWebExchange whole(ServerWebExchange exchange) {
		return exchange.getRequest().getHeaders().containsHeader(HttpHeaders.RANGE) ? exchange.mutate()
			.request((request) -> request.headers((fields) -> fields.remove(HttpHeaders.RANGE)))
			.build() : exchange;
	}

	@Override
	protected String processPath(String path) {
		String file = super.processPath(path);
		return file.isEmpty() || file.equals("/") ? PAGE : file;
	}

	private Mono<Void> refuse(ServerWebExchange exchange) {
		exchange.getResponse().getHeaders().set(HttpHeaders.ALLOW, METHODS);
		return this.problems.refuse(exchange, HttpStatus.METHOD_NOT_ALLOWED, ErrorCode.BAD_REQUEST,
				"This file is read with GET", List.of());
	}

}
