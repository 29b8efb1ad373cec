package planted.cluster;

import planted.upstream.SessionMachine;

record UsesUpstream(SessionMachine forbidden) {
}
