package planted.files;

import planted.tick.UsesDemand;

record UsesTick(UsesDemand forbidden) {
}
