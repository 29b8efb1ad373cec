package io.tickrelay.downstream.security;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.Entitlements;
import jakarta.validation.Validator;
import reactor.core.publisher.Mono;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;

/**
 * Reads tokens. Signature, issuer, audience and times are Spring Security's concern; what
 * a token may do stands in a claim, an object with the names of {@link Entitlements}. A
 * token without that claim may have every stream and sees no operator's view.
 */
final class JwtSecrets implements CredentialAuthenticator.Secrets {

	private final ReactiveJwtDecoder decoder;

	private final String claim;

	private final Validator validator;

	JwtSecrets(ReactiveJwtDecoder decoder, String claim, Validator validator) {
		this.decoder = decoder;
		this.claim = claim;
		this.validator = validator;
	}

	@Override
	public Mono<Caller> callerOf(String secret) {
		return this.decoder.decode(secret).onErrorMap(JwtSecrets::judgement).map(this::caller);
	}

	private static AuthenticationException judgement(Throwable failure) {
		// Its message may quote the token. Of everything else the reason is that the keys
		// can't be had which the token was signed with.
		return (failure instanceof BadJwtException) ? new BadCredentialsException("The token is not valid here")
				: new AuthenticationServiceException("no keys from the issuer", failure);
	}

	private Caller caller(Jwt token) {
		if (token.getExpiresAt() == null) {
			throw new BadCredentialsException("The token has no end (exp)");
		}
		String name = Objects.requireNonNullElse(token.getSubject(), "no subject");
		return new Caller(name, entitlements(token), token.getExpiresAt());
	}

	private Entitlements entitlements(Jwt token) {
		if (!token.hasClaim(this.claim)) {
			return Entitlements.STREAMS;
		}
		if (!(token.getClaim(this.claim) instanceof Map<?, ?> claims)) {
			throw unreadable();
		}
		try {
			Map<String, Object> named = new HashMap<>();
			claims.forEach((name, value) -> named.put("may." + name, value));
			named.values().removeIf(Objects::isNull);
			Entitlements entitlements = new Binder(new MapConfigurationPropertySource(named)).bindOrCreate("may",
					Bindable.of(Entitlements.class), new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
			if (!this.validator.validate(entitlements).isEmpty()) {
				throw unreadable();
			}
			return entitlements;
		}
		catch (RuntimeException ex) {
			// The binder's, or the validator's where an item is no text at all.
			throw unreadable();
		}
	}

	/** Rather nothing than more than was meant. */
	private BadCredentialsException unreadable() {
		return new BadCredentialsException("The token's claim " + this.claim + " can't be read");
	}

}
