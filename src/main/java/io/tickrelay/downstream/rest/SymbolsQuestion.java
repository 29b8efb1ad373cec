package io.tickrelay.downstream.rest;

import java.util.List;

import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.wire.ListedProducts;
import io.tickrelay.downstream.wire.ReportEncoder;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.http.HttpStatus;
import org.springframework.util.MultiValueMap;

/**
 * {@code GET /v1/symbols}: what the upstream has ticks of. Answers from the lists that
 * are loaded; asking it costs the upstream nothing.
 */
final class SymbolsQuestion implements Question {

	private static final int STANDARD_LIMIT = 50;

	private static final int HIGHEST_LIMIT = 1000;

	private static final int LONGEST_TEXT = 100;

	private final ProductSearch products;

	private final ReportEncoder reports;

	SymbolsQuestion(ProductSearch products, ReportEncoder reports) {
		this.products = products;
		this.reports = reports;
	}

	@Override
	public List<String> parameters() {
		return List.of("type", "q", "limit");
	}

	@Override
	public Mono<Answer> answer(Caller caller, MultiValueMap<String, String> query) {
		String typed = text(query, "type");
		String type = typed.isEmpty() ? null : typed;
		if (type != null && !this.products.types().contains(type)) {
			return bad("type is one of " + String.join(", ", this.products.types()));
		}
		if (type != null && !this.products.servedTypes().contains(type)) {
			return Mono.just(new Answer.Refused(HttpStatus.BAD_REQUEST, ErrorCode.UNKNOWN_BUSINESS,
					"This relay does not serve the business of " + type + ". It serves "
							+ String.join(", ", this.products.servedTypes()),
					List.of()));
		}
		String part = text(query, "q");
		if (part.length() > LONGEST_TEXT) {
			return bad("q is at most " + LONGEST_TEXT + " characters of a symbol or a name");
		}
		int limit = limit(text(query, "limit"));
		if (limit < 1) {
			return bad("limit is a whole number from 1 to " + HIGHEST_LIMIT);
		}
		// Not on the event loop: tens of thousands of rows take milliseconds.
		return Mono.fromSupplier(() -> look(type, part, limit)).subscribeOn(Schedulers.parallel());
	}

	private Answer look(@Nullable String type, String part, int limit) {
		if (!this.products.isOn()) {
			return unavailable("This relay loads no product lists: relay.catalog.enabled is false,"
					+ " or relay.upstream.rest-url is not set");
		}
		ListedProducts found = this.products.find(type, part, limit);
		return found.isLoaded() ? new Answer.Found(this.reports.products(found)) : unavailable(
				"The upstream's product list is not loaded yet" + because(found) + ": ask again in a minute");
	}

	private static Answer unavailable(String detail) {
		return new Answer.Refused(HttpStatus.SERVICE_UNAVAILABLE, ErrorCode.UPSTREAM_UNAVAILABLE, detail, List.of());
	}

	private static String because(ListedProducts found) {
		return found.lists()
			.stream()
			.filter((list) -> list.error() != null)
			.findFirst()
			.map((list) -> " (" + list.type() + ": " + list.error() + ")")
			.orElse("");
	}

	private static Mono<Answer> bad(String detail) {
		return Mono.just(Answer.bad(detail));
	}

	private static int limit(String text) {
		if (text.isEmpty()) {
			return STANDARD_LIMIT;
		}
		int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
		return (limit <= HIGHEST_LIMIT) ? limit : 0;
	}

	/** One that is left empty, as a form sends it, was not meant. */
	private static String text(MultiValueMap<String, String> query, String name) {
		String text = query.getFirst(name);
		return (text == null) ? "" : text.strip();
	}

}
