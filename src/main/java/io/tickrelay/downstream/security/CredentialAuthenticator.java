package io.tickrelay.downstream.security;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import io.tickrelay.downstream.contract.Caller;
import reactor.core.publisher.Mono;

import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;

/**
 * Says who a client is. Its words for a bad credential are the same for every client, so
 * an attacker learns nothing of the existing credentials.
 */
final class CredentialAuthenticator implements ReactiveAuthenticationManager {

	private final Secrets secrets;

	private final Tickets tickets;

	private final InstantSource clock;

	CredentialAuthenticator(Secrets secrets, Tickets tickets, InstantSource clock) {
		this.secrets = secrets;
		this.tickets = tickets;
		this.clock = clock;
	}

	@Override
	public Mono<Authentication> authenticate(Authentication authentication) {
		return (authentication instanceof PresentedCredentials credentials) ? judge(credentials.shown(), 0)
				: Mono.empty();
	}

	/** One after the other, so that a ticket is spent only where nothing else is good. */
	private Mono<Authentication> judge(List<PresentedCredential> shown, int index) {
		Mono<Authentication> known = known(shown.get(index));
		return (index + 1 == shown.size()) ? known
				: known.onErrorResume(AuthenticationException.class, (failure) -> judge(shown, index + 1)
					.onErrorMap(AuthenticationException.class, (next) -> graver(failure, next)));
	}

	/** What could not be checked may be good, so its client is to come back. */
	private static AuthenticationException graver(AuthenticationException first, AuthenticationException next) {
		return (next instanceof AuthenticationServiceException) ? next : first;
	}

	private Mono<Authentication> known(PresentedCredential credential) {
		Mono<Caller> caller = switch (credential.kind()) {
			case SECRET -> this.secrets.callerOf(credential.secret())
				.switchIfEmpty(Mono.error(() -> new BadCredentialsException("The credential is not known here")));
			case TICKET -> Mono.fromSupplier(() -> this.tickets.redeem(credential.secret()))
				.switchIfEmpty(Mono.error(() -> new BadCredentialsException(
						"The ticket was used, is too old, or never was one; get another" + " from POST /v1/tickets")));
		};
		return caller.map((known) -> new CallerAuthentication(unexpired(known), credential.kind()));
	}

	private Caller unexpired(Caller caller) {
		Instant end = caller.expiresAt();
		if (end != null && !this.clock.instant().isBefore(end)) {
			throw new BadCredentialsException("The credential has expired");
		}
		return caller;
	}

	/** Who shows what. */
	@FunctionalInterface
	interface Secrets {

		/**
		 * Looks a key or a token up.
		 * @param secret what the client showed
		 * @return whose it is; empty where it is unknown
		 */
		Mono<Caller> callerOf(String secret);

	}

}
