package io.tickrelay.downstream.security;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.client.StreamClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An issuer that is known by its address alone, and away while the relay starts. */
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.upstream.businesses=crypto", "relay.downstream.security.mode=jwt",
				"spring.security.oauth2.resourceserver.jwt.audiences=tickrelay" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
@Tag("full")
class IssuerLocationTest {

	private static final RSAKey KEY = Tokens.key("known");

	private static final RSAKey STRANGE = Tokens.key("strange");

	private static final List<String> ASKED = new CopyOnWriteArrayList<>();

	private static final DisposableServer ISSUER = HttpServer.create()
		.host("127.0.0.1")
		.port(0)
		.handle(IssuerLocationTest::answer)
		.bindNow();

	private static final String ADDRESS = "http://127.0.0.1:" + ISSUER.port() + "/realm";

	private static volatile boolean away = true;

	@LocalServerPort
	private int port;

	@DynamicPropertySource
	static void issuer(DynamicPropertyRegistry registry) {
		registry.add("spring.security.oauth2.resourceserver.jwt.issuer-uri", () -> ADDRESS);
	}

	@AfterAll
	static void stop() {
		ISSUER.disposeNow();
	}

	@Test
	void isFoundLaterAndVouchesForItsOwnTokensOnly(CapturedOutput output) {
		for (int i = 0; i < 5; i++) {
			assertThat(ask(KEY, ADDRESS)).isEqualTo(503);
		}
		away = false;
		await().atMost(StreamClient.PATIENCE).until(() -> ask(KEY, ADDRESS) == 200);
		int before = ASKED.size();
		for (int i = 0; i < 20; i++) {
			assertThat(ask(KEY, "http://127.0.0.1:" + ISSUER.port() + "/other")).isEqualTo(401);
			assertThat(ask(STRANGE, ADDRESS)).isEqualTo(401);
		}
		assertThat(ASKED.size() - before).isLessThan(3);
		assertThat(ask(KEY, ADDRESS)).isEqualTo(200);
		assertThat(output).doesNotContain("ERROR", "\tat ");
	}

	private int ask(RSAKey key, String issuer) {
		String token = Tokens.signed(key, Tokens.claims(600).issuer(issuer).build());
		return Http.send("POST", this.port, "/v1/tickets", "Authorization", "Bearer " + token).statusCode();
	}

	private static Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
		ASKED.add(request.uri());
		if (away) {
			return response.status(503).send();
		}
		HttpServerResponse json = response.header("Content-Type", "application/json");
		return switch (request.uri()) {
			case "/realm/.well-known/openid-configuration" -> json.sendString(Mono.just("""
					{"issuer": "%1$s", "jwks_uri": "%1$s/keys", "subject_types_supported": ["public"]}
					""".formatted(ADDRESS)));
			case "/realm/keys" -> json.sendString(Mono.just(new JWKSet(KEY.toPublicJWK()).toString()));
			default -> response.sendNotFound();
		};
	}

}
