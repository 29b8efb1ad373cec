package planted.catalog;

import planted.hub.UsesUpstream;

record UsesHub(UsesUpstream forbidden) {
}
