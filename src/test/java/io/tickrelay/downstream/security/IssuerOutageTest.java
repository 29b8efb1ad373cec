package io.tickrelay.downstream.security;

import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.client.StreamClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An issuer of tokens that has troubles of its own, and clients who make it some. */
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.upstream.businesses=crypto", "relay.downstream.security.mode=jwt",
				"spring.security.oauth2.resourceserver.jwt.audiences=tickrelay" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
@Tag("full")
class IssuerOutageTest {

	private static final RSAKey KEY = Tokens.key("known");

	private static final RSAKey STRANGE = Tokens.key("strange");

	private static final AtomicInteger ASKED = new AtomicInteger();

	private static final DisposableServer ISSUER = HttpServer.create()
		.host("127.0.0.1")
		.port(0)
		.handle((request, response) -> answer(response))
		.bindNow();

	private static volatile Mood mood = Mood.WELL;

	@LocalServerPort
	private int port;

	@Autowired
	private AtomicInteger elsewhere;

	/** How the issuer answers. */
	enum Mood {

		WELL, BROKEN, JUNK, EMPTY, ELSEWHERE, SILENT

	}

	@DynamicPropertySource
	static void keys(DynamicPropertyRegistry registry) {
		registry.add("spring.security.oauth2.resourceserver.jwt.jwk-set-uri",
				() -> "http://127.0.0.1:" + ISSUER.port() + "/keys");
	}

	@AfterAll
	static void stop() {
		ISSUER.disposeNow();
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "WELL")
	void whoCantBeJudgedShallComeBack(Mood bad, CapturedOutput output) {
		mood = bad;
		int before = ASKED.get();
		await().atMost(StreamClient.PATIENCE).pollInSameThread().untilAsserted(() -> {
			HttpResponse<String> answer = ask(STRANGE);
			assertThat(answer.statusCode()).isEqualTo(503);
			assertThat(answer.headers().firstValue("Retry-After")).isPresent();
			assertThat(Http.json(answer).path("code").stringValue()).isEqualTo("upstream_unavailable");
			assertThat(ASKED.get()).isGreaterThan(before);
		});
		for (int i = 0; i < 20; i++) {
			assertThat(ask(STRANGE).statusCode()).isEqualTo(503);
		}
		// A line now and then, not a trace for each.
		assertThat(output.toString().lines().filter((line) -> line.contains("can't be judged"))).hasSizeLessThan(2);
		assertThat(output).doesNotContain("ERROR", "\tat ");
	}

	/** What follows handles the connection, and a client may speak at once. */
	@Test
	void aTokenThatWaitedForItsKeyContinuesOnItsConnectionsLoop() {
		mood = Mood.WELL;
		await().atMost(StreamClient.PATIENCE).until(() -> ask(KEY).statusCode() == 200);
		assertThat(this.elsewhere).hasValue(0);
	}

	@Test
	void strangeTokensDoNotFloodTheIssuer() {
		mood = Mood.WELL;
		await().atMost(StreamClient.PATIENCE).until(() -> ask(KEY).statusCode() == 200);
		int before = ASKED.get();
		for (int i = 0; i < 50; i++) {
			assertThat(ask(STRANGE).statusCode()).isEqualTo(401);
		}
		assertThat(ASKED.get() - before).isLessThan(3);
		assertThat(ask(KEY).statusCode()).isEqualTo(200);
	}

	private HttpResponse<String> ask(RSAKey key) {
		return Http.send("POST", this.port, "/v1/tickets", "Authorization", "Bearer " + token(key));
	}

	private static Publisher<Void> answer(HttpServerResponse response) {
		ASKED.incrementAndGet();
		HttpServerResponse json = response.header("Content-Type", "application/json");
		return switch (mood) {
			case WELL -> json.sendString(Mono.just(new JWKSet(KEY.toPublicJWK()).toString()));
			case BROKEN -> response.status(500).send();
			case JUNK -> json.sendString(Mono.just("{\"keys\": 5}"));
			case EMPTY -> response.send();
			case ELSEWHERE -> response.sendRedirect("http://127.0.0.1:1/keys");
			case SILENT -> Mono.never();
		};
	}

	private static String token(RSAKey key) {
		return Tokens.signed(key, Tokens.claims(600).build());
	}

	@TestConfiguration
	static class Witness {

		@Bean
		AtomicInteger elsewhere() {
			return new AtomicInteger();
		}

		/** Behind Spring Security's. */
		@Bean
		WebFilter witness(AtomicInteger elsewhere) {
			return (exchange, chain) -> {
				HttpServerResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
				response.withConnection((connection) -> {
					if (!connection.channel().eventLoop().inEventLoop()) {
						elsewhere.incrementAndGet();
					}
				});
				return chain.filter(exchange);
			};
		}

	}

}
