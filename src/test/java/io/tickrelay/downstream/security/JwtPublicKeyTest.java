package io.tickrelay.downstream.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.tickrelay.testing.client.Http;
import io.tickrelay.testing.SimulatedUpstream;
import io.tickrelay.testing.client.SseClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** Clients with tokens whose key the relay has in a file: no issuer is asked. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "relay.upstream.businesses=crypto", "relay.downstream.security.mode=jwt",
				"spring.security.oauth2.resourceserver.jwt.audiences=tickrelay" })
@ContextConfiguration(initializers = SimulatedUpstream.class)
class JwtPublicKeyTest {

	private static final RSAKey KEY = Tokens.key("k1");

	@TempDir
	private static Path folder;

	@LocalServerPort
	private int port;

	@DynamicPropertySource
	static void publicKey(DynamicPropertyRegistry registry) throws IOException, JOSEException {
		String pem = "-----BEGIN PUBLIC KEY-----\n"
				+ Base64.getMimeEncoder().encodeToString(KEY.toRSAPublicKey().getEncoded())
				+ "\n-----END PUBLIC KEY-----\n";
		Path file = Files.writeString(folder.resolve("public.pem"), pem);
		registry.add("spring.security.oauth2.resourceserver.jwt.public-key-location", () -> file.toUri().toString());
	}

	@Test
	void aGoodTokenOpensAStream() {
		String token = Tokens.signed(KEY, Tokens.claims(3600).build());
		try (SseClient client = SseClient.request(this.port,
				"GET /v1/stream?streams=BTCUSDT@trade HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + token
						+ "\r\n\r\n",
				false)) {
			client.next("trade");
		}
	}

	@Test
	void everyOtherTokenIsRefused() throws JOSEException {
		JWTClaimsSet good = Tokens.claims(3600).build();
		SignedJWT shared = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), good);
		shared.sign(new MACSigner(KEY.toRSAPublicKey().getEncoded()));
		List<String> bad = List.of(Tokens.signed(KEY, Tokens.claims(-65).build()),
				Tokens.signed(KEY, Tokens.claims(3600).audience("another").build()),
				Tokens.signed(KEY, Tokens.claims(3600).audience((String) null).build()),
				Tokens.signed(KEY, Tokens.claims(3600).expirationTime(null).build()),
				Tokens.signed(Tokens.key("k1"), good), new PlainJWT(good).serialize(), shared.serialize(), "x");
		for (String token : bad) {
			assertThat(Http.get(this.port, "/v1/symbols", "Authorization", "Bearer " + token).statusCode()).as(token)
				.isEqualTo(401);
		}
	}

}
