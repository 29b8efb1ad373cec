package io.tickrelay.downstream.security;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AbstractAuthenticationToken;

/**
 * What a client showed, not yet judged. Cannot be printed by accident.
 */
final class PresentedCredential extends AbstractAuthenticationToken {

	private static final long serialVersionUID = 1L;

	private final Kind kind;

	private final String secret;

	PresentedCredential(Kind kind, String secret) {
		super(List.of());
		this.kind = kind;
		this.secret = secret;
	}

	Kind kind() {
		return this.kind;
	}

	@Override
	public Object getPrincipal() {
		return "";
	}

	@Override
	public String getCredentials() {
		return this.secret;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other;
	}

	@Override
	public int hashCode() {
		return System.identityHashCode(this);
	}

	@Override
	public String toString() {
		return "(hidden)";
	}

	/** What it is. */
	enum Kind {

		/** A key or a token, whichever the mode is. */
		SECRET,
		/** A ticket. */
		TICKET

	}

}
