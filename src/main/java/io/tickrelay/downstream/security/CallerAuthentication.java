package io.tickrelay.downstream.security;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.tickrelay.downstream.contract.Caller;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/**
 * A client whose credential is good. The credential itself is forgotten.
 */
final class CallerAuthentication extends AbstractAuthenticationToken {

	static final String COMPAT = "compat";

	static final String OPERATOR = "operator";

	/** Not with a ticket: one would live for ever by the next. */
	static final String TICKETS = "tickets";

	private static final long serialVersionUID = 1L;

	private final transient Caller caller;

	CallerAuthentication(Caller caller, PresentedCredential.Kind by) {
		super(authorities(caller, by));
		this.caller = caller;
		setAuthenticated(true);
	}

	Caller caller() {
		return this.caller;
	}

	@Override
	public Object getPrincipal() {
		return this.caller.name();
	}

	@Override
	public Object getCredentials() {
		return "";
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other;
	}

	@Override
	public int hashCode() {
		return System.identityHashCode(this);
	}

	private static Collection<GrantedAuthority> authorities(Caller caller, PresentedCredential.Kind by) {
		List<GrantedAuthority> authorities = new ArrayList<>();
		if (caller.entitlements().compat()) {
			authorities.add(new SimpleGrantedAuthority(COMPAT));
		}
		if (caller.entitlements().operator()) {
			authorities.add(new SimpleGrantedAuthority(OPERATOR));
		}
		if (by == PresentedCredential.Kind.SECRET) {
			authorities.add(new SimpleGrantedAuthority(TICKETS));
		}
		return authorities;
	}

}
