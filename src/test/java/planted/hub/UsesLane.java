package planted.hub;

import planted.hub.lane.UsesHub;

/** In a circle with the lane. */
public record UsesLane(UsesHub lane) {
}
