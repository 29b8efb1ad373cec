package planted.tick;

import planted.demand.UsesHub;

record UsesDemand(UsesHub forbidden) {
}
