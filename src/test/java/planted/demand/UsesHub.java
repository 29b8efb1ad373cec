package planted.demand;

import planted.hub.UsesUpstream;

/** A cycle, together with what the hub uses. */
public record UsesHub(UsesUpstream forbidden) {
}
