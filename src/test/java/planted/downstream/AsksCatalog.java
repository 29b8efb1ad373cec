package planted.downstream;

import planted.catalog.UsesHub;

record AsksCatalog(UsesHub forbidden) {
}
