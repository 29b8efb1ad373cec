package planted.catalog;

import planted.hub.UsesUpstream;

public record UsesHub(UsesUpstream forbidden) {
}
