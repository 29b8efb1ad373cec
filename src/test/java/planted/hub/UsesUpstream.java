package planted.hub;

import planted.upstream.SessionMachine;

/** The hub must not know who feeds it. */
public record UsesUpstream(SessionMachine forbidden) {
}
