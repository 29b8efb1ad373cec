package io.tickrelay;

import java.util.function.Consumer;

import io.tickrelay.catalog.ProductRow;
import io.tickrelay.catalog.ProductSource;
import io.tickrelay.catalog.ProductType;
import io.tickrelay.upstream.Upstream;
import io.tickrelay.upstream.rest.ProductAnswer;

/**
 * Loads the catalog's lists from the upstream, which does not know the catalog.
 */
final class UpstreamProducts implements ProductSource {

	private final Upstream upstream;

	UpstreamProducts(Upstream upstream) {
		this.upstream = upstream;
	}

	@Override
	public void ask(ProductType type, Consumer<Answer> answer) {
		this.upstream.askForProductsProxy(type.name(), (result) -> answer.accept(told(result)));
	}

	private static Answer told(ProductAnswer answer) {
		return switch (answer) {
			case ProductAnswer.Listed(var rows, int unreadable) -> new Answer.Listed(rows.stream()
				.map((row) -> new ProductRow(row.symbol(), row.nameEn(), row.nameCn(), row.nameHk(), row.index()))
				.toList(), unreadable);
			case ProductAnswer.Failed(String outcome) -> new Answer.Failed(outcome);
		};
	}

}
