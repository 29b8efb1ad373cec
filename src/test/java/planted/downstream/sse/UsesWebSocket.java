package planted.downstream.sse;

import planted.downstream.ws.Transport;

record UsesWebSocket(Transport forbidden) {
}
