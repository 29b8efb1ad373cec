package io.tickrelay.downstream.rest;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import io.tickrelay.catalog.Catalog;
import io.tickrelay.catalog.CatalogLoader;
import io.tickrelay.catalog.CatalogProperties;
import io.tickrelay.catalog.ProductRow;
import io.tickrelay.catalog.ProductSource;
import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.StreamQuery;
import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.downstream.rest.wire.ReportEncoder;
import io.tickrelay.hub.outbox.Delivery;
import io.tickrelay.tick.Business;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

import org.springframework.core.io.ClassPathResource;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is meant where a parameter is left out is what the OpenAPI document says.
 */
class DocumentedDefaultsTests {

	private static final MultiValueMap<String, String> NOTHING = new LinkedMultiValueMap<>();

	@Test
	void streamsAreListedAsDocumented() throws IOException {
		assertThat(StreamFilter.of(NOTHING, Set.of())).isEqualTo(new StreamFilter.Good(null, null,
				ofPath("/v1/streams", "q").stringValue(), ofPath("/v1/streams", "limit").intValue()));
	}

	@Test
	void symbolsAreSearchedAsDocumented() throws IOException {
		int limit = ofPath("/v1/symbols", "limit").intValue();
		SymbolsQuestion symbols = new SymbolsQuestion(catalogOf(limit + 1), new ReportEncoder(new MessageEncoder()));
		StepVerifier.create(symbols.answer(Caller.ANYBODY, NOTHING))
			.assertNext((answer) -> assertThat(answer).isInstanceOfSatisfying(Answer.Found.class,
					(found) -> assertThat(new JsonMapper().readTree(found.json()).path("symbols").size())
						.isEqualTo(limit)))
			.verifyComplete();
	}

	@Test
	void aStreamIsAsDocumented() throws IOException {
		assertThat(StreamQuery.of(NOTHING, Delivery.CONFLATE)).isInstanceOfSatisfying(StreamQuery.Good.class,
				(query) -> {
					assertThat(query.terms().snapshot()).isTrue();
					assertThat(query.stats()).isFalse();
				});
		assertThat(component("Snapshot").booleanValue()).isTrue();
		assertThat(component("Stats").booleanValue()).isFalse();
		assertThat(component("Mode").stringValue()).isEqualTo("conflate");
	}

	private static JsonNode ofPath(String path, String parameter) throws IOException {
		return document().path("paths")
			.path(path)
			.at("/get/parameters")
			.valueStream()
			.filter((one) -> one.path("name").asString("").equals(parameter))
			.findFirst()
			.orElseThrow()
			.at("/schema/default");
	}

	private static JsonNode component(String parameter) throws IOException {
		return document().at("/components/parameters/" + parameter + "/schema/default");
	}

	private static JsonNode document() throws IOException {
		try (InputStream file = new ClassPathResource("static/openapi.yaml").getInputStream()) {
			return new YAMLMapper().readTree(file);
		}
	}

	private static Catalog catalogOf(int symbols) {
		CatalogProperties properties = new CatalogProperties(List.of(), true, Duration.ofHours(1),
				Duration.ofMinutes(1), 1000, true);
		Catalog catalog = new Catalog(Set.of(Business.CRYPTO), properties, () -> 0, true);
		List<ProductRow> rows = IntStream.range(0, symbols)
			.mapToObj((number) -> new ProductRow("COIN" + number, null, null, null, false))
			.toList();
		VirtualTimeScheduler time = VirtualTimeScheduler.create();
		new CatalogLoader(catalog, (type, answer) -> answer.accept(new ProductSource.Listed(rows, 0)), time, properties)
			.start(Duration.ZERO);
		time.advanceTimeBy(Duration.ofSeconds(1));
		return catalog;
	}

}
