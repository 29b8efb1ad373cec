package io.tickrelay.documents;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.tickrelay.downstream.contract.ErrorCode;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import io.tickrelay.tick.Channel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.server.PathContainer;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.resource.ResourceWebHandler;
import org.springframework.web.reactive.result.method.RequestMappingInfoHandlerMapping;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whether the relay is as its OpenAPI document has it.
 */
@DocumentedRelayTest
class OpenApiTest {

	private static final Pattern ROUTE = Pattern.compile("(/\\S+) -> ");

	@LocalServerPort
	private int port;

	@Autowired
	private List<SimpleUrlHandlerMapping> handlers;

	@Autowired
	private List<RequestMappingInfoHandlerMapping> methods;

	@Autowired
	private List<RouterFunction<?>> routes;

	@BeforeEach
	void awaitTheProductLists() {
		await().atMost(StreamClient.PATIENCE).until(() -> {
			Answer answer = Answer.to(this.port, "GET", "/v1/symbols");
			return answer.status() == 200 && answer.json()
				.path("lists")
				.valueStream()
				.allMatch((list) -> list.path("state").stringValue().equals("fresh"));
		});
	}

	@Test
	void documentsEveryPathThatThereIsAndNoOther() {
		Set<String> documented = new TreeSet<>(Document.OPENAPI.at("/paths").propertyNames());
		Document.ASYNCAPI.at("/channels").forEach((channel) -> documented.add(channel.path("address").stringValue()));
		List<PathPattern> mapped = mappedPaths();
		assertThat(mapped).hasSizeGreaterThan(8)
			.allSatisfy((pattern) -> assertThat(documented).anyMatch((path) -> matches(pattern, path)));
		assertThat(documented).allSatisfy((path) -> assertThat(mapped).anyMatch((pattern) -> matches(pattern, path)));
	}

	@ParameterizedTest
	@MethodSource("operations")
	void answersAsDocumented(Operation operation) {
		assertDocumented(operation, Answer.to(this.port, operation.method(), operation.target(Map.of())));
	}

	@ParameterizedTest
	@MethodSource
	void takesEachExampleOfAParameter(Operation operation, Operation.Parameter parameter, String example) {
		Answer answer = parameter.isQuery()
				? Answer.to(this.port, operation.method(), operation.target(Map.of(parameter.name(), example)))
				: Answer.to(this.port, operation.method(), operation.target(Map.of()), parameter.name(), example);
		assertDocumented(operation, answer);
		assertThat(answer.status()).isIn(200, 404);
	}

	static Stream<Arguments> takesEachExampleOfAParameter() {
		return each(Operation.Parameter::examples);
	}

	@ParameterizedTest
	@MethodSource
	void takesWhatLiesWithinTheBoundsOfAParameter(Operation operation, Operation.Parameter parameter, String value) {
		Answer answer = Answer.to(this.port, operation.method(), operation.target(Map.of(parameter.name(), value)));
		assertDocumented(operation, answer);
		assertThat(answer.status()).isIn(200, 404);
	}

	static Stream<Arguments> takesWhatLiesWithinTheBoundsOfAParameter() {
		return each(Operation.Parameter::allowed);
	}

	@ParameterizedTest
	@MethodSource
	void refusesWhatLiesBeyondTheBoundsOfAParameter(Operation operation, Operation.Parameter parameter, String value) {
		Answer answer = Answer.to(this.port, operation.method(), operation.target(Map.of(parameter.name(), value)));
		assertDocumented(operation, answer);
		assertThat(answer.status()).isEqualTo(400);
	}

	static Stream<Arguments> refusesWhatLiesBeyondTheBoundsOfAParameter() {
		return each(Operation.Parameter::forbidden);
	}

	@Test
	void refusesAQuestionWithoutWhatIsRequired() {
		for (String path : List.of("/v1/stream", "/v1/snapshot", "/v1/explain")) {
			Answer answer = Answer.to(this.port, "GET", path);
			assertThat(answer.status()).isEqualTo(400);
			assertDocumented(operation("GET " + path), answer);
		}
	}

	@Test
	void takesEveryDocumentedChannel() {
		Answer answer = Answer.to(this.port, "GET",
				"/v1/stream?symbols=BTCUSDT&channels=" + String.join(",", Channel.texts()));
		assertThat(answer.body()).contains(Channel.texts()).contains("\"rejected\":[]");
	}

	@ParameterizedTest
	@MethodSource("operations")
	void refusesAnotherMethodAsDocumented(Operation operation) {
		Answer answer = Answer.to(this.port, "PUT", operation.target(Map.of()));
		assertThat(answer.status()).isEqualTo(405);
		assertDocumented(operation, answer);
	}

	@ParameterizedTest
	@MethodSource("operations")
	void refusesToAnswerInAnotherTypeAsDocumented(Operation operation) {
		Answer answer = Answer.to(this.port, operation.method(), operation.target(Map.of()), "Accept", "image/png");
		if (operation.json().path("responses").has("406")) {
			assertThat(answer.status()).isEqualTo(406);
		}
		assertDocumented(operation, answer);
	}

	@ParameterizedTest
	@MethodSource("operations")
	void refusesAPageOfAnotherOriginAsDocumented(Operation operation) {
		Answer answer = Answer.to(this.port, operation.method(), operation.target(Map.of()), "Origin",
				"https://elsewhere.example.com");
		assertThat(answer.status()).isEqualTo(403);
		assertDocumented(operation, answer);
	}

	@ParameterizedTest
	@MethodSource("operations")
	void answersHeadAsGet(Operation operation) {
		if (operation.method().equals("GET") && !operation.path().equals("/v1/stream")) {
			Answer head = Answer.to(this.port, "HEAD", operation.target(Map.of()));
			assertThat(head.status()).isEqualTo(Answer.to(this.port, "GET", operation.target(Map.of())).status());
			assertThat(head.body()).isEmpty();
			assertDocumented(operation, head);
		}
	}

	@Test
	void tellsOfLiveStreamsAsDocumented() {
		String names = "BTCUSDT@trade,BTCUSDT@depth,BTCUSDT@kline_1m";
		try (SseClient client = SseClient.connect(this.port, "streams=" + names)) {
			for (String type : List.of("trade", "depth", "kline")) {
				await().atMost(StreamClient.PATIENCE)
					.until(() -> Answer.to(this.port, "GET", "/v1/snapshot?streams=" + names + ",X@foo").body(),
							(body) -> body.contains("\"type\":\"" + type + "\""));
			}
			Operation snapshot = operation("GET /v1/snapshot");
			Answer answer = Answer.to(this.port, "GET", "/v1/snapshot?streams=" + names + ",X@foo");
			assertDocumented(snapshot, answer);
			assertThat(answer.json().path("snapshots")).hasSize(3);
			JsonNode changed = answer.json();
			((ObjectNode) changed.at("/snapshots/0")).put("undocumented", 1);
			assertThat(snapshot.faults(new Answer(200, answer.headers(), changed.toString()))).isNotEmpty();
			for (String name : List.of("/v1/streams", "/v1/explain", "/actuator/health", "/actuator/prometheus")) {
				answersAsDocumented(operation("GET " + name));
			}
			assertThat(client.isOpen()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "openapi.yaml", "asyncapi.yaml" })
	void servesTheDocumentsAndThePageLeadsToThem(String name) {
		Answer answer = Answer.to(this.port, "GET", "/" + name);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.mediaType()).isEqualTo("application/yaml");
		Document document = name.equals("openapi.yaml") ? Document.OPENAPI : Document.ASYNCAPI;
		assertThat(answer.body()).isEqualTo(document.text());
		assertThat(Answer.to(this.port, "GET", "/").body()).contains("<a href=\"" + name + "\">");
	}

	static Stream<Operation> operations() {
		return Operation.all().stream();
	}

	private static Stream<Arguments> each(Function<Operation.Parameter, List<String>> values) {
		return operations().flatMap((operation) -> operation.parameters()
			.stream()
			.flatMap((parameter) -> values.apply(parameter)
				.stream()
				.map((value) -> Arguments.of(operation, parameter, value))));
	}

	private static Operation operation(String name) {
		return operations().filter((operation) -> operation.toString().equals(name)).findFirst().orElseThrow();
	}

	private static void assertDocumented(Operation operation, Answer answer) {
		assertThat(operation.faults(answer)).isEmpty();
		if (answer.mediaType().equals("application/problem+json") && answer.json().has("code")) {
			ErrorCode code = ErrorCode.valueOf(answer.json().path("code").stringValue().toUpperCase(Locale.ROOT));
			assertThat(code.statuses()).contains(answer.status());
		}
	}

	private List<PathPattern> mappedPaths() {
		Stream<PathPattern> ofHandlers = this.handlers.stream()
			.flatMap((mapping) -> mapping.getHandlerMap().entrySet().stream())
			// The page and its parts.
			.filter((entry) -> !(entry.getValue() instanceof ResourceWebHandler))
			.map(Map.Entry::getKey);
		Stream<PathPattern> ofMethods = this.methods.stream()
			.flatMap((mapping) -> mapping.getHandlerMethods().keySet().stream())
			.flatMap((info) -> info.getPatternsCondition().getPatterns().stream());
		// A route tells its path in its text, or to a visitor of thirty methods.
		Stream<PathPattern> ofRoutes = this.routes.stream()
			.flatMap((route) -> ROUTE.matcher(route.toString()).results())
			.map((route) -> PathPatternParser.defaultInstance.parse(route.group(1)));
		return Stream.of(ofHandlers, ofMethods, ofRoutes).flatMap(Function.identity()).toList();
	}

	private static boolean matches(PathPattern pattern, String path) {
		return pattern.matches(PathContainer.parsePath(path));
	}

}
