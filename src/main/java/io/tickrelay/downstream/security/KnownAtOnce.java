package io.tickrelay.downstream.security;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import io.tickrelay.downstream.admission.StreamCredentials;
import io.tickrelay.downstream.contract.Caller;
import io.tickrelay.downstream.contract.Transport;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.util.MultiValueMap;

/**
 * Finds callers by a key or a ticket, where a request shows one credential alone. Tokens,
 * and credentials beside others, are left to {@link CredentialAuthenticator}.
 */
final class KnownAtOnce implements StreamCredentials {

	private final SecurityMode mode;

	private final @Nullable KeyRing keys;

	private final Tickets tickets;

	private final InstantSource clock;

	/**
	 * Creates a finder.
	 * @param mode whether credentials are checked
	 * @param keys what secrets are, null where they are tokens
	 * @param tickets of all modes
	 * @param clock by which credentials end
	 */
	KnownAtOnce(SecurityMode mode, @Nullable KeyRing keys, Tickets tickets, InstantSource clock) {
		this.mode = mode;
		this.keys = keys;
		this.tickets = tickets;
		this.clock = clock;
	}

	@Override
	public @Nullable Known find(Transport transport, HttpHeaders headers, MultiValueMap<String, String> query) {
		if (this.mode == SecurityMode.NONE) {
			return new Known(Caller.ANYBODY);
		}
		List<PresentedCredential> shown = CredentialConverter.shown(transport, headers, query, false);
		if (shown.size() != 1) {
			return null;
		}
		PresentedCredential only = shown.getFirst();
		Caller caller = switch (only.kind()) {
			case SECRET -> (this.keys != null) ? this.keys.find(only.secret()) : null;
			case TICKET -> this.tickets.look(only.secret());
		};
		if (caller == null || isOver(caller) || !mayHave(transport, new CallerAuthentication(caller, only.kind()))) {
			return null;
		}
		return switch (only.kind()) {
			case SECRET -> new Known(caller);
			case TICKET -> new Known(caller, () -> this.tickets.redeem(only.secret()) != null);
		};
	}

	/** As {@link AccessRules} has it. */
	private static boolean mayHave(Transport transport, CallerAuthentication caller) {
		return switch (transport) {
			case SSE, WS -> true;
			case COMPAT -> caller.getAuthorities().contains(new SimpleGrantedAuthority(CallerAuthentication.COMPAT));
		};
	}

	private boolean isOver(Caller caller) {
		Instant end = caller.expiresAt();
		return end != null && !this.clock.instant().isBefore(end);
	}

}
