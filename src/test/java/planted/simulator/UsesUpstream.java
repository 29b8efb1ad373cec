package planted.simulator;

import planted.upstream.SessionMachine;

record UsesUpstream(SessionMachine forbidden) {
}
