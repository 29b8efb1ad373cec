package planted.hub;

import planted.upstream.SessionMachine;

/** The hub must not know its feeds. */
public record UsesUpstream(SessionMachine forbidden) {
}
