package planted.hub.lane;

import planted.hub.UsesLane;

/** Uses the hub, as it may. */
public record UsesHub(UsesLane hub) {
}
