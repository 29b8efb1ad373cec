package planted.hub;

import planted.hub.lane.UsesHub;

/** The hub is in a circle with the lane. */
public record UsesLane(UsesHub lane) {
}
