package planted.tick;

import planted.demand.UsesHub;

public record UsesDemand(UsesHub forbidden) {
}
