package io.tickrelay.downstream.security;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AbstractAuthenticationToken;

/**
 * All that a request showed and that may be a credential of this relay, in the order in
 * which it is checked. Proxies add credentials of their own, so one good one is enough.
 */
final class PresentedCredentials extends AbstractAuthenticationToken {

	private static final long serialVersionUID = 1L;

	private final transient List<PresentedCredential> shown;

	/**
	 * Creates a request's credentials.
	 * @param shown at least one
	 */
	PresentedCredentials(List<PresentedCredential> shown) {
		super(List.of());
		this.shown = List.copyOf(shown);
	}

	List<PresentedCredential> shown() {
		return this.shown;
	}

	@Override
	public Object getPrincipal() {
		return "";
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

	@Override
	public String toString() {
		return "(hidden)";
	}

}
