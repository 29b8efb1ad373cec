package io.tickrelay.downstream.rest;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import io.tickrelay.catalog.Catalog;
import io.tickrelay.catalog.Found;
import io.tickrelay.catalog.ListStatus;
import io.tickrelay.catalog.ProductType;
import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.downstream.rest.wire.ReportEncoder;
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

	private static final List<ProductType> TYPES = List.of(ProductType.values());

	private final Catalog catalog;

	private final ReportEncoder reports;

	SymbolsQuestion(Catalog catalog, ReportEncoder reports) {
		this.catalog = catalog;
		this.reports = reports;
	}

	@Override
	public List<String> parameters() {
		return List.of("type", "q", "limit");
	}

	@Override
	public Mono<Answer> answer(Caller caller, MultiValueMap<String, String> query) {
		String typed = text(query, "type");
		if (!typed.isEmpty() && !names(TYPES).contains(typed)) {
			return bad("type is one of " + String.join(", ", names(TYPES)));
		}
		ProductType type = typed.isEmpty() ? null : ProductType.valueOf(typed);
		if (type != null && !this.catalog.types().contains(type)) {
			return Mono.just(new Answer.Refused(HttpStatus.BAD_REQUEST, ErrorCode.UNKNOWN_BUSINESS,
					"This relay does not serve the business of " + type + ". It serves "
							+ String.join(", ", names(this.catalog.types())),
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

	private Answer look(@Nullable ProductType type, String part, int limit) {
		if (!this.catalog.isSupplied()) {
			return unavailable("This relay loads no product lists: relay.catalog.enabled is false,"
					+ " or relay.upstream.rest-url is not set");
		}
		// The lists are read before the search, so that a product found is of a list
		// told.
		Set<ProductType> types = (type == null) ? this.catalog.types() : Set.of(type);
		List<ListStatus> lists = types.stream().map(this.catalog::status).toList();
		Found found = this.catalog.search(type, part, limit);
		boolean loaded = lists.stream().anyMatch((list) -> list.ageMs() != null);
		return loaded ? new Answer.Found(this.reports.products(found, lists)) : unavailable(
				"The upstream's product list is not loaded yet" + because(lists) + ": ask again in a minute");
	}

	private static Answer unavailable(String detail) {
		return new Answer.Refused(HttpStatus.SERVICE_UNAVAILABLE, ErrorCode.UPSTREAM_UNAVAILABLE, detail, List.of());
	}

	private static String because(List<ListStatus> lists) {
		return lists.stream()
			.filter((list) -> list.failure() != null)
			.findFirst()
			.map((list) -> " (" + list.type() + ": " + list.failure() + ")")
			.orElse("");
	}

	private static List<String> names(Collection<ProductType> types) {
		return types.stream().map(ProductType::name).toList();
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
