package io.tickrelay.downstream.security;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.tickrelay.testing.client.BareWebSocket;
import io.tickrelay.testing.client.CompatClient;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.client.Message;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.client.SseClient;
import io.tickrelay.testing.client.StreamClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** Clients with tokens, whose keys the relay gets from their issuer. */
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.upstream.businesses=crypto,stock", "relay.demand.linger=1h",
				"relay.downstream.security.mode=jwt", "spring.security.oauth2.resourceserver.jwt.audiences=tickrelay" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
class JwtTest {

	private static final RSAKey KEY = Tokens.key("k1");

	private static final RSAKey STRANGE = Tokens.key("k1");

	private static final DisposableServer ISSUER = HttpServer.create()
		.host("127.0.0.1")
		.port(0)
		.handle((request,
				response) -> request.uri().equals("/keys") ? response.header("Content-Type", "application/json")
					.sendString(Mono.just(new JWKSet(KEY.toPublicJWK()).toString())) : response.sendNotFound())
		.bindNow();

	private static final String STREAM = "/v1/stream?streams=BTCUSDT@trade";

	@LocalServerPort
	private int port;

	@DynamicPropertySource
	static void keys(DynamicPropertyRegistry registry) {
		registry.add("spring.security.oauth2.resourceserver.jwt.jwk-set-uri",
				() -> "http://127.0.0.1:" + ISSUER.port() + "/keys");
	}

	@AfterAll
	static void stop() {
		ISSUER.disposeNow();
	}

	@Test
	void aGoodTokenOpensEachWayInAndSeesNoOperatorsView() {
		String token = signed(Tokens.claims(3600).build());
		try (SseClient client = sse(token)) {
			client.next("trade");
		}
		try (BareWebSocket client = webSocket("/v1/ws?streams=BTCUSDT@trade", token)) {
			client.next("trade");
		}
		try (CompatClient client = CompatClient.connectTo(this.port, "/ws?business=crypto&apikey=" + token)) {
			assertThat(client.nextText()).isEqualTo(CompatClient.WELCOME);
		}
		assertThat(status("/v1/streams", token)).isEqualTo(403);
		assertThat(status("/actuator/prometheus", token)).isEqualTo(403);
		assertThat(
				status("/v1/streams", signed(Tokens.claims(3600).claim("tickrelay", Map.of("operator", true)).build())))
			.isEqualTo(200);
	}

	@Test
	void everyOtherTokenIsRefused(CapturedOutput output) throws JOSEException {
		JWTClaimsSet good = Tokens.claims(3600).build();
		SignedJWT shared = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), good);
		shared.sign(new MACSigner(KEY.toRSAPublicKey().getEncoded()));
		String signed = signed(good);
		List<String> bad = List.of(signed(Tokens.claims(-5).build()),
				signed(Tokens.claims(3600).audience("another").build()),
				signed(Tokens.claims(3600).audience((String) null).build()),
				signed(Tokens.claims(3600).expirationTime(null).build()),
				signed(Tokens.claims(3600).notBeforeTime(Date.from(Instant.now().plusSeconds(600))).build()),
				Tokens.signed(STRANGE, good), new PlainJWT(good).serialize(), shared.serialize(),
				signed.substring(0, signed.length() - 8), "a.b.c", "x".repeat(7000),
				signed(Tokens.claims(3600).claim("tickrelay", "all").build()),
				signed(Tokens.claims(3600).claim("tickrelay", Map.of("busineses", List.of("crypto"))).build()),
				signed(Tokens.claims(3600).claim("tickrelay", Map.of("maxStreams", -1)).build()),
				signed(Tokens.claims(3600).claim("tickrelay", Map.of("operator", "perhaps")).build()),
				signed(Tokens.claims(3600).claim("tickrelay", Map.of("businesses", List.of())).build()),
				signed(Tokens.claims(3600).claim("tickrelay", Map.of("symbols", "")).build()),
				signed(Tokens.claims(3600).claim("tickrelay", Map.of("symbols", List.of(Map.of("a", "b")))).build()));
		for (String token : bad) {
			for (String path : new String[] { STREAM, "/v1/ws", "/v1/snapshot?streams=BTCUSDT@trade" }) {
				assertThat(status(path, token)).as(token).isEqualTo(401);
			}
			assertThat(output.toString()).doesNotContain(token);
		}
	}

	@Test
	void noAddressInATokenIsFollowed() throws JOSEException {
		AtomicInteger asked = new AtomicInteger();
		DisposableServer thief = HttpServer.create().host("127.0.0.1").port(0).handle((request, response) -> {
			asked.incrementAndGet();
			return response.sendString(Mono.just(new JWKSet(STRANGE.toPublicJWK()).toString()));
		}).bindNow();
		try {
			URI keys = URI.create("http://127.0.0.1:" + thief.port() + "/keys");
			SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1")
				.jwkURL(keys)
				.x509CertURL(keys)
				.jwk(STRANGE.toPublicJWK())
				.build(), Tokens.claims(3600).issuer(keys.toString()).build());
			token.sign(new RSASSASigner(STRANGE));
			assertThat(status(STREAM, token.serialize())).isEqualTo(401);
			assertThat(asked).hasValue(0);
		}
		finally {
			thief.disposeNow();
		}
	}

	@Test
	void aClaimRestrictsWhatATokenMayHave() {
		String token = signed(Tokens.claims(3600)
			.claim("tickrelay", Map.of("businesses", List.of("crypto"), "symbols", List.of("BTC*"), "maxStreams", 1))
			.build());
		try (BareWebSocket client = webSocket("/v1/ws", token)) {
			assertThat(client.next("hello").json().at("/limits/streams").intValue()).isEqualTo(1);
			client.text("{\"op\":\"subscribe\",\"id\":1,\"streams\":[\"ETHUSDT@trade\",\"BTCUSDT@trade\"]}");
			Message ack = client.next("ack");
			assertThat(ack.json().path("accepted").size()).isEqualTo(1);
			assertThat(ack.json().at("/rejected/0/code").asString()).isEqualTo("not_entitled");
		}
	}

	/** Which knows no part of a subscription that stands: it is all or nothing. */
	@Test
	void aClaimRestrictsTheVendorsProtocolToo() {
		String token = signed(Tokens.claims(3600)
			.claim("tickrelay", Map.of("symbols", List.of("BTC*"), "channels", List.of("trade")))
			.build());
		try (CompatClient client = CompatClient.connectTo(this.port, "/ws?business=crypto&apikey=" + token)) {
			for (String refused : List.of("{'code':10000,'trace':'a','data':{'codes':'BTCUSDT,ETHUSDT'}}",
					"{'code':10003,'trace':'a','data':{'codes':'BTCUSDT'}}",
					"{'code':10006,'trace':'a','data':{'arr':[{'type':1,'codes':'BTCUSDT'}]}}")) {
				assertThat(client.ask(refused)).contains("\"traceId\":\"a\",\"code\":506",
						"This key may not subscribe");
			}
			assertThat(client.ask("{'code':10000,'trace':'b','data':{'codes':'BTCUSDT'}}")).contains("\"code\":10001");
			for (int i = 0; i < 5; i++) {
				assertThat(client.nextPush()).startsWith("{\"code\":10002,").contains("\"BTCUSDT\"");
			}
		}
	}

	@Test
	void aConnectionEndsWhenItsTokenDoes() {
		String token = signed(Tokens.claims(4).build());
		String ticket = Http.json(Http.send("POST", this.port, "/v1/tickets", "Authorization", "Bearer " + token))
			.path("ticket")
			.stringValue();
		try (BareWebSocket service = webSocket("/v1/ws?streams=BTCUSDT@trade", token);
				SseClient browser = SseClient.request(this.port,
						"GET " + STREAM + "&ticket=" + ticket
								+ " HTTP/1.1\r\nHost: h\r\nAccept: text/event-stream\r\n\r\n",
						false);
				CompatClient compat = CompatClient.connectTo(this.port, "/ws?business=crypto&apikey=" + token)) {
			service.next("trade");
			browser.next("trade");
			assertThat(service.next("goaway").json().path("code").asString()).isEqualTo("unauthorized");
			assertThat(service.awaitEnd()).isEqualTo(new StreamClient.End(4501, "bad_credentials"));
			assertThat(browser.next("goaway").json().path("code").asString()).isEqualTo("unauthorized");
			browser.awaitEnd();
			assertThat(compat.awaitEnd().code()).isEqualTo(4501);
		}
		assertThat(status(STREAM, token)).isEqualTo(401);
	}

	@Test
	void anAuthorizationForAnotherSpoilsNothing() {
		String token = signed(Tokens.claims(3600).build());
		for (String foreign : List.of("Basic eDp5", "Negotiate YII=", "Bearer", "Bearer opaque", "",
				"Bearer " + Tokens.signed(STRANGE, Tokens.claims(3600).build()), "Bearer " + "x".repeat(7000))) {
			assertThat(Http.get(this.port, "/actuator/health", "Authorization", foreign).statusCode()).isEqualTo(200);
			assertThat(Http.get(this.port, "/", "Authorization", foreign).statusCode()).isEqualTo(200);
			assertThat(Http.get(this.port, "/v1/symbols", "Authorization", foreign).statusCode()).isEqualTo(401);
			HttpResponse<String> answer = Http.send("POST", this.port, "/v1/tickets", "Authorization", foreign,
					"X-API-Key", token);
			assertThat(answer.statusCode()).as(foreign).isEqualTo(200);
			String ticket = Http.json(answer).path("ticket").stringValue();
			try (SseClient client = SseClient.request(this.port, "GET " + STREAM + "&ticket=" + ticket
					+ " HTTP/1.1\r\nHost: h\r\nAuthorization: " + foreign + "\r\nAccept: text/event-stream\r\n\r\n",
					false)) {
				client.next("trade");
			}
		}
	}

	private int status(String path, String token) {
		HttpResponse<String> answer = Http.get(this.port, path, "Authorization", "Bearer " + token);
		return answer.statusCode();
	}

	private SseClient sse(String token) {
		return SseClient.request(this.port, "GET " + STREAM + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + token
				+ "\r\nAccept: text/event-stream\r\n\r\n", false);
	}

	private BareWebSocket webSocket(String path, String token) {
		return BareWebSocket.ask(this.port,
				"GET " + path + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + token
						+ "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
						+ "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
	}

	private static String signed(JWTClaimsSet claims) {
		return Tokens.signed(KEY, claims);
	}

}
