package planted.ops;

import planted.util.Helper;

record UsesUtil(Helper forbidden) {
}
