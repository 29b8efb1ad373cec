package io.tickrelay.downstream.rest;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.StreamQuery;
import io.tickrelay.downstream.wire.ListedProducts;
import io.tickrelay.downstream.wire.MessageEncoder;
import io.tickrelay.downstream.wire.ReportEncoder;
import io.tickrelay.hub.outbox.Delivery;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;
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
		Searched searched = new Searched();
		StepVerifier
			.create(new SymbolsQuestion(searched, new ReportEncoder(new MessageEncoder())).answer(Caller.ANYBODY,
					NOTHING))
			.expectNextCount(1)
			.verifyComplete();
		assertThat(searched.limit).hasValue(ofPath("/v1/symbols", "limit").intValue());
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

	/** Finds nothing, and remembers how much of it was asked for. */
	private static final class Searched implements ProductSearch {

		private final AtomicInteger limit = new AtomicInteger();

		@Override
		public boolean isOn() {
			return true;
		}

		@Override
		public Set<String> types() {
			return Set.of();
		}

		@Override
		public Set<String> servedTypes() {
			return Set.of();
		}

		@Override
		public ListedProducts find(@Nullable String type, String text, int most) {
			this.limit.set(most);
			return new ListedProducts(0, List.of(), List.of());
		}

	}

}
